import Testing
import Values

@testable import Domain

@Suite struct SessionTests {
    private let start = Timestamp(milliseconds: 0)

    private func user(_ number: UInt64) -> ID<User> { ID(UUID(high: 0, low: number)) }

    @Test(arguments: [
        (0, true), (99, true), (100, false), (109, false), (1000, false),
    ])
    func anUnusedSessionDiesOfIdleness(seconds: Int, isLive: Bool) throws {
        #expect(
            try session(lastSeen: 40, expires: 1000)
                .isLive(at: start + .seconds(seconds), idleMax: .seconds(60)) == isLive)
    }

    @Test func aUsedSessionDiesOfAge() throws {
        let session = try session(lastSeen: 999, expires: 1000)
        #expect(session.isLive(at: start + .seconds(999), idleMax: .seconds(60)))
        #expect(!session.isLive(at: start + .seconds(1000), idleMax: .seconds(60)))
    }

    private func session(lastSeen: Int, expires: Int) throws -> Session {
        Session(
            id: ID(UUID(high: 0, low: 1)), user: user(1), tokenHash: try hash(),
            csrfSecret: CSRFSecret([7]), created: start, lastSeen: start + .seconds(lastSeen),
            expires: start + .seconds(expires), address: "", userAgent: "")
    }

    private func hash() throws -> TokenHash {
        try #require(TokenHash(Array(repeating: 7, count: 32)))
    }

    @Test(arguments: [
        (OneTimeToken.Purpose.setup, 1, 9, true), (.setup, 0, 9, false), (.setup, 1, 10, false),
        (.enrolment, 1, 9, false),
    ])
    func tokensAreForOnePurposeSomeUsesAndATime(
        purpose: OneTimeToken.Purpose, uses: Int, second: Int, isUsable: Bool
    ) throws {
        let token = OneTimeToken(
            id: ID(UUID(high: 0, low: 1)), purpose: .setup, hash: try hash(), usesLeft: uses,
            created: start, expires: start + .seconds(10))
        #expect(token.isUsable(for: purpose, at: start + .seconds(second)) == isUsable)
    }

    @Test func secretsDoNotPrint() throws {
        let session = try session(lastSeen: 0, expires: 1)
        let user = User(
            id: user(1), login: "ann", displayName: "Ann",
            passwordHash: PasswordHash("$argon2id$secret"), created: start)
        var shown = "\(session) \(user) \(String(reflecting: user))"
        dump(user, to: &shown)
        dump(session, to: &shown)
        #expect(shown.contains("‹redacted›"))
        for secret in ["argon2id", "7, 7", "[7]", "- 7"] { #expect(!shown.contains(secret)) }
        #expect(TokenHash([1, 2, 3]) == nil)
    }

    @Test(
        arguments: [
            ([1], 1, true), ([1, 1], 1, true), ([1, 2], 1, false), ([2], 1, false), ([], 1, false),
        ] as [([UInt64], UInt64, Bool)])
    func theLastOneStays(group: [UInt64], leaving: UInt64, isForbidden: Bool) {
        #expect(LastOneRule.forbids(user(leaving), from: group.map(user)) == isForbidden)
    }
}
