package import Cryptography
package import Domain
internal import Host
internal import Synchronization

/// Makes and verifies password hashes, one at a time on a thread of its own: each takes a tenth of
/// a second and 64 MiB, which a crowd of strangers must not be able to multiply.
package actor PasswordDesk {
    /// More would wait longer than a browser does.
    package static let waitingMax = 32

    package enum Verdict: Equatable, Sendable {
        case wrong
        case right
        case rightWithNewHash(Domain.PasswordHash)
    }

    /// Of all who have a password looked at, wherever they type it.
    package nonisolated let guesses = SharedThrottle()
    private let cost: PasswordCost
    private nonisolated let executor = PinnedExecutor(name: "passwords")
    private nonisolated let waiting = Mutex(0)
    private var decoy: Domain.PasswordHash?

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    /// Tests pass a low cost.
    package init(cost: PasswordCost = .standard) {
        self.cost = cost
    }

    /// Throws `HubError.overloaded` when too many wait.
    package nonisolated func hash(_ password: Secret) async throws -> Domain.PasswordHash {
        try await queued { desk in try desk.makeHash(of: password) }
    }

    /// Whether the password is right, and a new hash where the stored one was made with another
    /// effort than is asked for today. Takes as long for a person without a password, so that
    /// nobody learns who exists.
    ///
    /// Throws `HubError.overloaded` when too many wait.
    package nonisolated func verify(
        _ password: Secret, against stored: Domain.PasswordHash?
    ) async throws -> Verdict {
        try await queued { desk in try desk.check(password, against: stored) }
    }

    private nonisolated func queued<Result: Sendable>(
        _ work: @Sendable (isolated PasswordDesk) throws -> Result
    ) async throws -> Result {
        try waiting.withLock { count in
            guard count < Self.waitingMax else {
                throw HubError(.overloaded, "too many sign-ins are waiting")
            }
            count += 1
        }
        defer { waiting.withLock { $0 -= 1 } }
        return try await work(self)
    }

    private func makeHash(of password: Secret) throws -> Domain.PasswordHash {
        Domain.PasswordHash(try Cryptography.PasswordHash.make(of: password, cost: cost).text)
    }

    private func check(
        _ password: Secret, against stored: Domain.PasswordHash?
    ) throws -> Verdict {
        let hash = try stored ?? decoyHash()
        guard let known = Cryptography.PasswordHash(hash.text), known.matches(password),
            stored != nil
        else { return .wrong }
        return known.needsRehash(for: cost)
            ? .rightWithNewHash(try makeHash(of: password)) : .right
    }

    private func decoyHash() throws -> Domain.PasswordHash {
        if let decoy { return decoy }
        let made = try makeHash(of: .random(count: 32))
        decoy = made
        return made
    }
}
