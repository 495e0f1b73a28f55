internal import Domain
package import Store
package import TestSupport
internal import Testing
internal import Values

/// Something a hub does to its store, with an event that says exactly what it was: from the events
/// alone `Books` works out what the store has to hold.
package enum Deed: String, CaseIterable, Codable, Sendable, CustomTestStringConvertible {
    case addPerson, addTenant, addMember, setRole, removeMember
    case disable, enable, addAdministrator, removeAdministrator
    case rename, setPassword, openSession, endSession, useToken

    package var testDescription: String { rawValue }

    /// Does it to somebody by chance. Returns the mark of its event where it is sure to have one.
    ///
    /// Throws what the store throws; a refusal is as good an outcome as any.
    package func perform(
        on store: any Store, _ cast: Cast, using random: inout SeededGenerator
    ) async throws -> String? {
        let mark = Mark(using: &random)
        let person = cast.people.randomElement(using: &random) ?? cast.owner
        let tenant = cast.tenants.randomElement(using: &random) ?? cast.tenant
        let role = Role.allCases.randomElement(using: &random) ?? .viewer
        let token = cast.tokens.randomElement(using: &random) ?? cast.tokens[0]
        switch self {
        case .addPerson, .addTenant, .addMember, .setRole, .removeMember:
            return try await perform(on: store, mark, person, tenant, role)
        case .disable, .enable, .addAdministrator, .removeAdministrator, .rename, .setPassword:
            return try await perform(on: store, mark, person)
        case .openSession, .endSession:
            return try await performOnSession(of: person, in: store, mark)
        case .useToken:
            _ = try await store.useToken(token.hash, for: token.purpose, at: Sample.now) { _ in
                [mark.event(.tokenUsed, [("token", token.id.description)])]
            }
            return mark.text
        }
    }

    private func perform(
        on store: any Store, _ mark: Mark, _ person: User, _ tenant: Tenant, _ role: Role
    ) async throws -> String? {
        let target = AuditTarget(person)
        switch self {
        case .addPerson:
            try await mark.add(Sample.user("p\(mark.text)"), to: tenant, as: role, in: store)
        case .addTenant:
            try await mark.add(Sample.tenant("t\(mark.text)"), of: person, in: store)
        case .addMember:
            try await store.addMember(
                Membership(
                    tenant: tenant.id, user: person.id, role: role, created: Sample.now),
                audit: [mark.joined(person, tenant, role)])
        case .setRole:
            try await store.setRole(
                role, of: person.id, in: tenant.id,
                audit: [
                    mark.event(
                        .memberRoleChanged, in: .tenant(tenant.id), on: target,
                        [("role", role.rawValue)])
                ])
            // They may have had it before.
            return nil
        default:
            try await store.removeMember(
                person.id, from: tenant.id,
                audit: [mark.event(.memberRemoved, in: .tenant(tenant.id), on: target)])
        }
        return mark.text
    }

    private func perform(
        on store: any Store, _ mark: Mark, _ person: User
    ) async throws -> String? {
        let target = AuditTarget(person)
        switch self {
        case .disable:
            try await store.disableUser(
                person.id, at: Sample.now, audit: [mark.event(.userDisabled, on: target)])
        case .enable:
            try await store.enableUser(
                person.id, audit: [mark.event(.userEnabled, on: target)])
        case .addAdministrator:
            try await store.addHubAdministrator(
                person.id, at: Sample.now, audit: [mark.event(.administratorAdded, on: target)])
        case .removeAdministrator:
            try await store.removeHubAdministrator(
                person.id, audit: [mark.event(.administratorRemoved, on: target)])
            return mark.text
        case .rename:
            try await store.updateUser(
                person.id, displayName: mark.text, language: nil,
                audit: [mark.event(.userChanged, on: target, [("name", mark.text)])])
            return mark.text
        default:
            try await store.setPassword(
                of: person.id, to: PasswordHash(mark.text), keeping: nil,
                audit: [mark.event(.passwordChanged, on: target, [("hash", mark.text)])])
            return mark.text
        }
        return nil
    }

    private func performOnSession(
        of person: User, in store: any Store, _ mark: Mark
    ) async throws -> String? {
        let target = AuditTarget(person)
        if self == .openSession {
            let session = Sample.session(of: person.id)
            try await store.openSession(
                session,
                audit: [
                    mark.event(.signedIn, on: target, [("session", session.id.description)])
                ])
            return mark.text
        }
        guard let session = try await store.sessions(of: person.id).first else { return nil }
        let isEnded = try await store.endSession(
            session.id,
            audit: [
                mark.event(.signedOut, on: target, [("session", session.id.description)])
            ])
        return isEnded ? mark.text : nil
    }
}
