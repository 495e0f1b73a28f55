import Cryptography
import Engine
import Host
import TestSupport
import Testing
import Values

@testable import LocalState

@Suite struct LocalStateTests {
    private func withState(_ body: (LocalState, String) async throws -> Void) async throws {
        try await withScratchFolder { scratch in
            let folders = try LocalFolders(environment: ["HOME": scratch])
            try await body(
                LocalState(folders, ids: IDSource()), folders.state.description)
        }
    }

    private func bytes(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    @Test func theSamePathsAreTheSameSource() async throws {
        try await withState { state, folder in
            let first = try state.source(of: bytes("/etc", "/srv"))
            let again = try state.source(of: bytes("/srv", "/etc"))
            #expect(again.source == first.source)
            #expect(again.signingKey.verifyingKey == first.signingKey.verifyingKey)
            let other = try state.source(of: bytes("/etc"))
            #expect(other.source != first.source)
            // Not by gluing names together.
            let glued = try state.source(of: bytes("/etc/srv"))
            #expect(glued.source != first.source)
            #expect(try state.sources().count == 3)
            let modes = try await runProgram(
                "bash", ["-c", "stat -c %a \(folder)/sources \(folder)/sources/* | sort -u"])
            #expect(modes.text == "600\n700\n")
        }
    }

    @Test func pathsAreBytes() async throws {
        try await withState { state, _ in
            let paths: [[UInt8]] = [[0x2F, 0xFF, 0xFE], Array("base64:/x".utf8)]
            let first = try state.source(of: paths)
            let again = try state.source(of: paths)
            #expect(first.source == again.source)
            #expect(Set(again.paths) == Set(paths))
        }
    }

    @Test func oneSourceIsMadeHoweverManyAskAtOnce() async throws {
        try await withState { state, _ in
            let sources = try await withThrowingTaskGroup(of: UUID.self) { group in
                for _ in 0..<16 {
                    group.addTask { try state.source(of: [Array("/srv".utf8)]).source }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(sources.count == 1)
        }
    }

    @Test func aRunIsContinuedUntilItEndsOrSomethingElseIsAskedFor() async throws {
        try await withState { state, _ in
            let source = UUID("01a1fd29-7715-79b5-b6d5-0d8f5d065448")!
            let vaults = [source]
            let now = Timestamp(seconds: 1_800_000_000)
            func run(
                to vaults: [UUID], terms: String = "a", after time: Duration = .zero
            ) throws -> (run: OpenRun, isContinued: Bool) {
                try state.run(of: source, to: vaults, terms: terms, now: now + time)
            }
            let first = try run(to: vaults)
            #expect(!first.isContinued)
            let again = try run(to: vaults, after: .seconds(60))
            #expect(again.isContinued && again.run == first.run)
            #expect(try state.openRuns(now: now) == [first.run])
            // A clock that was put back does not end it, one that was put on by a week does.
            let back = try run(to: vaults, after: .seconds(-400_000_000))
            #expect(back.isContinued && back.run == first.run)
            #expect(try state.openRuns(now: now + OpenRun.lifetime).isEmpty)
            let another = try run(to: vaults, terms: "b")
            #expect(!another.isContinued && another.run.run != first.run.run)
            let other = try run(to: [])
            #expect(!other.isContinued && other.run.run != another.run.run)
            try state.endRun(of: source)
            try state.endRun(of: source)
            #expect(try state.openRuns(now: now).isEmpty)
            let late = try run(to: vaults)
            let tooLate = try run(to: vaults, after: OpenRun.lifetime)
            #expect(!late.isContinued && !tooLate.isContinued)
        }
    }

    @Test func anotherVaultAtAPlaceTakesItsName() async throws {
        try await withState { state, _ in
            let ids = IDSource()
            let first = VaultRecord(vault: ids.next(), place: "file:/a", format: .archive)
            let second = VaultRecord(vault: ids.next(), place: "file:/a", format: .archive)
            try state.remember(first)
            #expect(try state.vault(at: "file:/a") == first)
            try state.remember(second)
            #expect(try state.vault(at: "file:/a") == second)
            #expect(try state.vault(first.vault)?.place == "formerly file:/a")
        }
    }

    @Test(arguments: ["", "{", "{\"tenant\":5}", "null", "{\"tenant\":\"x\",\"more\":1}"])
    func aStateThatIsNotWhatWasWrittenIsNamedAndKept(content: String) async throws {
        try await withState { state, folder in
            _ = try state.machine()
            let spoilt = try await runProgram(
                "bash", ["-c", "printf '%s' '\(content)' > \(folder)/machine.json"])
            #expect(spoilt.status == 0)
            let error = #expect(throws: LocalStateError.self) { try state.machine() }
            #expect(error?.kind == .damaged)
            #expect(error?.message.contains("machine.json") == true)
            let left = try await runProgram("cat", ["\(folder)/machine.json"])
            #expect(left.text == content)
        }
    }

    @Test func foldersFollowTheEnvironment() throws {
        let folders = try LocalFolders(environment: [
            "HOME": "/users/me", "XDG_STATE_HOME": "/s", "XDG_DATA_HOME": "relative",
        ])
        #expect(folders.state.description == "/s/holdfast/machine")
        #expect(folders.keys.description == "/users/me/.local/share/holdfast/keys")
        #expect(throws: LocalStateError.self) { try LocalFolders(environment: [:]) }
    }
}
