import Testing

@testable import Cryptography

@Suite struct PasswordTests {
    /// Small enough for a test; the real cost is in `PasswordCost.standard`.
    private let cheap = PasswordCost(memoryKibibytes: 64, passes: 1)

    /// The Argon2 reference implementation's own test: 2 passes, 64 MiB, one lane, "somesalt".
    @Test func argon2idMatchesTheReference() throws {
        let hash = try #require(
            PasswordHash(
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$"
                    + "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"))
        #expect(hash.matches(Secret("password")))
        #expect(!hash.matches(Secret("Password")))
        #expect(hash.cost.description == "m=65536,t=2,p=1")
        #expect(hash.needsRehash())
        #expect(!hash.needsRehash(for: PasswordCost(memoryKibibytes: 65536, passes: 2)))
    }

    @Test func passwordsAreVerifiedAgainstTheirHash() throws {
        let hash = try PasswordHash.make(of: Secret("pässword\u{0}x"), cost: cheap)
        #expect(hash.text.hasPrefix("$argon2id$v=19$m=64,t=1,p=1$"))
        let stored = try #require(PasswordHash(hash.text))
        #expect(stored == hash && stored.cost == cheap)
        #expect(stored.matches(Secret("pässword\u{0}x")))
        #expect(!stored.matches(Secret("pässword")))
        #expect(!stored.matches(Secret("")))
        #expect(try PasswordHash.make(of: Secret("pässword\u{0}x"), cost: cheap) != hash)
        #expect(stored.needsRehash() && !stored.needsRehash(for: cheap))
        #expect(!String(reflecting: stored).contains(hash.text.suffix(20)))
    }

    @Test func theStandardCostIsTheOneOfTheRecommendation() throws {
        let hash = try PasswordHash.make(of: Secret("x"))
        #expect(hash.text.hasPrefix("$argon2id$v=19$m=65536,t=3,p=1$"))
        #expect(!hash.needsRehash())
        #expect(hash.matches(Secret("x")))
    }

    @Test(arguments: [
        "", "password", "$argon2id$", "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMa",
        "$argon2id$v=16$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMa",
        "$argon2id$v=19$m=64,t=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMa",
        "$argon2id$v=19$m=,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMa",
        "$argon2id$v=19$m=-64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMa",
        "$argon2id$v=19$m=64,t=1,p=1$$CTFhFdXPJO1aFaMa",
        "$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMa",
        "$argon2id$v=19$m=64,t=1000,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMa",
    ])
    func otherTextsAreNotHashes(text: String) {
        #expect(PasswordHash(text) == nil)
    }

    @Test func aDamagedHashMatchesNothing() throws {
        let hash = try PasswordHash.make(of: Secret("x"), cost: cheap)
        let bytes = Array(hash.text.utf8)
        for index in bytes.indices {
            let damaged = String(decoding: bytes.flipping(index), as: UTF8.self)
            // A change in the parameters may make it no hash at all, or one of another cost.
            guard let other = PasswordHash(damaged), other.cost == cheap else { continue }
            #expect(!other.matches(Secret("x")), "byte \(index)")
        }
    }
}
