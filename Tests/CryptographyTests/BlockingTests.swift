import Host
import Testing
import Values

@testable import Cryptography

/// The slow calls end the process on a loop's thread instead of stalling everybody it serves.
@Suite struct BlockingTests {
    /// Runs `body` on a loop's own thread.
    private static func onLoop(_ body: @escaping @Sendable () throws -> Void) async throws {
        let loop = try EventLoop(name: "test")
        try loop.start()
        let job = Task(executorPreference: loop) { try body() }
        try await job.value
        loop.stop()
    }

    private func expectLoopTrap(_ end: ExitTest.Result?) {
        let said = String(decoding: end?.standardErrorContent ?? [], as: UTF8.self)
        #expect(said.contains("was called on an event loop's thread"), "\(said)")
    }

    @Test(.timeLimit(.minutes(10)))
    func quickCallsAreWelcomeOnALoop() async throws {
        try await Self.onLoop {
            let keyring = Keyring(created: Timestamp(seconds: 0))
            _ = try keyring.open(try keyring.seal(Secret("x"), for: []), for: [])
            _ = Token.random().digest
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func passwordsAreNotHashedOnALoop() async {
        let end = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            try await Self.onLoop {
                let cost = PasswordCost(memoryKibibytes: 64, passes: 1)
                _ = try PasswordHash.make(of: Secret("x"), cost: cost)
            }
        }
        expectLoopTrap(end)
    }

    @Test(.timeLimit(.minutes(10)))
    func passwordsAreNotTriedOnALoop() async {
        let end = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            let cost = PasswordCost(memoryKibibytes: 64, passes: 1)
            let hash = try PasswordHash.make(of: Secret("x"), cost: cost)
            try await Self.onLoop { _ = hash.matches(Secret("x")) }
        }
        expectLoopTrap(end)
    }

    @Test(.timeLimit(.minutes(10)))
    func passphrasesAreNotStretchedOnALoop() async {
        let end = await #expect(
            processExitsWith: .failure, observing: [\.standardErrorContent]
        ) {
            try await Self.onLoop {
                _ = try AgeEncryptor(with: AgePassphrase(Secret("x"), workFactor: 4))
            }
        }
        expectLoopTrap(end)
    }
}
