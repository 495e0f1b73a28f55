import Cryptography
import Engine
import Host
import TestSupport
import Testing

@testable import LocalState

@Suite struct KeyFolderTests {
    private func withKeys(_ body: (KeyFolder, String) async throws -> Void) async throws {
        try await withScratchFolder { scratch in
            let folders = try LocalFolders(environment: ["HOME": scratch])
            try await body(KeyFolder(folders), folders.keys.description)
        }
    }

    @Test func ageReadsTheFilesOfAKey() async throws {
        try await withKeys { keys, folder in
            let (key, _) = try keys.create(.standard, passphrase: nil)
            let outcome = try await runProgram(
                "bash",
                [
                    "-euc",
                    """
                    echo secret | age -r "$(cat \(folder)/default.pub)" > \(folder)/sealed
                    age -d -i \(folder)/default.key \(folder)/sealed
                    age-keygen -y \(folder)/default.key
                    stat -c %a \(folder) \(folder)/default.key
                    """,
                ])
            #expect(outcome.text == "secret\n\(key.recipient)\n700\n600\n", "\(outcome.errorText)")
            #expect(try keys.list() == [key])
            #expect(try keys.identity(of: key) { nil }.recipient == key.recipient)
        }
    }

    @Test(.timeLimit(.minutes(2))) func aSealedKeyOpensWithItsPassphraseOnly() async throws {
        try await withKeys { keys, folder in
            let (key, _) = try keys.create(.standard, passphrase: Secret("correct horse"))
            #expect(key.keeping == .sealed)
            #expect(throws: LocalStateError.self) { try keys.identity(of: key) { nil } }
            let wrong = #expect(throws: LocalStateError.self) {
                try keys.identity(of: key) { Secret("wrong horse") }
            }
            #expect(wrong?.kind == .wrongPassphrase)
            let identity = try keys.identity(of: key) { Secret("correct horse") }
            #expect(identity.recipient == key.recipient)
            let names = try await runProgram("ls", [folder]).text
            #expect(names == "default.age\ndefault.pub\n")
        }
    }

    @Test func aNameIsTakenOnceAndNothingIsOverwritten() async throws {
        try await withKeys { keys, _ in
            let (first, _) = try keys.create(.standard, passphrase: nil)
            let again = #expect(throws: LocalStateError.self) {
                try keys.create(.standard, passphrase: nil)
            }
            #expect(again?.kind == .alreadyExists)
            #expect(try keys.list() == [first])
            let offline = try keys.add(
                AgeIdentity.random().recipient, as: try #require(KeyName("offline")))
            #expect(offline.keeping == .elsewhere)
            let missing = #expect(throws: LocalStateError.self) {
                try keys.identity(of: offline) { nil }
            }
            #expect(missing?.kind == .notFound)
        }
    }

    /// As a machine leaves it that lost its power in between.
    @Test(.timeLimit(.minutes(2)), arguments: [nil, "correct horse"])
    func aKeyWithoutItsRecipientIsFinishedAndNotLost(passphrase: String?) async throws {
        let words = passphrase.map { Secret($0) }
        try await withKeys { keys, folder async throws in
            let (first, _) = try keys.create(.standard, passphrase: words)
            #expect(try await runProgram("rm", ["\(folder)/default.pub"]).status == 0)
            #expect(try keys.list() == [])
            // Told apart from the other kind, and from one with another passphrase.
            let other = #expect(throws: LocalStateError.self) {
                try keys.create(.standard, passphrase: words == nil ? Secret("horse") : nil)
            }
            #expect(other?.kind == .alreadyExists && other?.message.contains(folder) == true)
            if words != nil {
                let wrong = #expect(throws: LocalStateError.self) {
                    try keys.create(.standard, passphrase: Secret("wrong horse"))
                }
                #expect(wrong?.kind == .wrongPassphrase)
            }
            #expect(throws: LocalStateError.self) {
                try keys.add(AgeIdentity.random().recipient, as: .standard)
            }
            let (again, identity) = try keys.create(.standard, passphrase: words)
            #expect(again == first)
            #expect(identity.recipient == first.recipient)
            #expect(try keys.identity(of: again) { words }.recipient == first.recipient)
        }
    }

    @Test func aSearchForKeysMakesNoFolder() async throws {
        try await withKeys { keys, folder async throws in
            #expect(try keys.list() == [])
            #expect(try keys.key(named: .standard) == nil)
            #expect(try await runProgram("ls", [folder]).status != 0)
        }
    }

    @Test func filesOfTwoKeysAreNotMixedUp() async throws {
        try await withKeys { keys, folder in
            let (key, _) = try keys.create(.standard, passphrase: nil)
            let (_, _) = try keys.create(try #require(KeyName("other")), passphrase: nil)
            let moved = try await runProgram(
                "mv", ["\(folder)/other.key", "\(folder)/default.key"])
            #expect(moved.status == 0)
            let mixed = #expect(throws: LocalStateError.self) {
                try keys.identity(of: key) { nil }
            }
            #expect(mixed?.kind == .damaged)
        }
    }
}
