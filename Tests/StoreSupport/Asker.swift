package import Cryptography
package import Domain
internal import Store
internal import Testing
internal import Values

/// Everybody who may ask a hub for something: for tests of who may do what.
package enum Asker: String, CaseIterable, CustomTestStringConvertible {
    case anonymous
    case viewer
    case `operator`
    case admin
    case owner
    /// On the hub's list and in no tenant.
    case hubAdministrator
    /// The owner of another tenant.
    case foreigner
    /// An owner who was disabled after signing in.
    case disabled

    package var testDescription: String { rawValue }

    package var role: Role? { Role(rawValue: rawValue) }

    package var isSignedIn: Bool { self != .anonymous && self != .disabled }

    /// Makes this person, with a session, and gives its token; nil for who has none.
    package func enter(_ world: World) async throws -> Token? {
        guard self != .anonymous else { return nil }
        let user = try await person(in: world)
        let token = Token.random()
        let sample = Sample.session(of: user.id)
        let session = Session(
            id: sample.id, user: user.id, tokenHash: try #require(TokenHash(token.digest.bytes)),
            csrfSecret: sample.csrfSecret, created: sample.created, lastSeen: sample.lastSeen,
            expires: sample.expires, address: "", userAgent: "")
        try await world.store.openSession(session, audit: [])
        if self == .disabled {
            try await world.store.disableUser(user.id, at: Sample.now, audit: [])
        }
        return token
    }

    private func person(in world: World) async throws -> User {
        let login = "\(rawValue.lowercased())-\(Sample.id(User.self))"
        if let role { return try await world.add(login, as: role) }
        if self == .disabled { return try await world.add(login, as: .owner) }
        let user = Sample.user(login)
        try await world.store.addUser(user, as: nil, audit: [])
        if self == .hubAdministrator {
            try await world.store.addHubAdministrator(user.id, at: Sample.now, audit: [])
        } else {
            try await world.store.addTenant(
                Sample.tenant("t-\(Sample.id(Tenant.self))"), owner: user.id, audit: [])
        }
        return user
    }
}
