import Host
import Store
import StoreSupport
import TestSupport
import Testing
import Transport

@testable import holdfast

/// The hub through its executable: what a person gets who makes a mistake.
@Suite(.timeLimit(.minutes(isFullLength ? 120 : 10))) struct HubStartTests {
    private func hub(_ folder: String, _ arguments: String...) async throws -> ProgramOutcome {
        try await runProgram(
            holdfast, ["hub", "--data-dir=\(folder)", "--listen=127.0.0.1:0"] + arguments)
    }

    private func shell(_ script: String) async throws -> ProgramOutcome {
        try await runProgram("bash", ["-euc", script])
    }

    /// Starts a hub, waits until it listens, runs `during`, and stops it: its exit code.
    private func runOnce(_ folder: String, during: String = ":") async throws -> ProgramOutcome {
        try await shell(
            """
            mkfifo \(folder).log
            \(holdfast) hub --data-dir=\(folder) --listen=127.0.0.1:0 \
            >\(folder).out 2>\(folder).log & pid=$!
            exec 3<\(folder).log
            while read -r line <&3; do case $line in *listening*) break;; esac; done
            cat <&3 >/dev/null & \(during)
            kill -TERM $pid; wait $pid
            """)
    }

    /// A hub that waits for somebody changes nothing, and goes on when they have said so.
    @Test func anOlderDatabaseIsMigratedByCommandWhereTheSettingsSaySo() async throws {
        try await withScratchFolder { scratch in
            let folder = "\(scratch)/data"
            _ = try await runOnce(folder)
            _ = try await shell("rm \(folder)/hub.db*")
            let before = Migration.all.count - 1
            let opened = try await StoreOpening.sqlite(FilePath("\(folder)/hub.db"))
                .connect(makesMissing: true)
            try await Migrator(opened.database).migrate(to: before, at: Sample.now)
            await opened.close()
            let outcome = try await shell(
                """
                hub() { \(holdfast) hub "$@" --data-dir=\(folder); }
                hub migrate --status || echo "exit $?"
                hub --listen=127.0.0.1:0 --store-migration=manual || echo "exit $?"
                hub migrate --status --json | grep -o '"database":[0-9]*' || true
                hub migrate | head -n 1; hub migrate --status; hub migrate | head -n 1
                """)
            let lines = outcome.text.split(separator: "\n").map(String.init)
            let all = Migration.all.count
            #expect(lines.first == "The database is at step \(before), the program at \(all).")
            #expect(lines.dropFirst().first?.hasPrefix("missing: \(all) ") == true, "\(lines)")
            #expect(lines.filter { $0.hasPrefix("exit ") } == ["exit 3", "exit 4"])
            #expect(outcome.errorText.contains("at step \(before) of \(all)"))
            #expect(lines.contains("\"database\":\(before)"), "the hub changed nothing")
            #expect(
                lines.suffix(3) == [
                    "1 step done in \(folder).",
                    "The database is at step \(all), the program at \(all).",
                    "0 steps done in \(folder).",
                ], "\(lines) \(outcome.errorText)")
        }
    }

    @Test func aHubStartsStopsAndPassesItsOwnCheck() async throws {
        try await withScratchFolder { scratch in
            let folder = "\(scratch)/data"
            let during = "\(holdfast) hub check --data-dir=\(folder)"
            let outcome = try await runOnce(folder, during: during)
            #expect(outcome.status == 0, "\(outcome.errorText)")
            #expect(outcome.text.contains("a hub is running (process"))
            let link = try await shell("cat \(folder).out; stat -c %a \(folder) \(folder)/*")
            #expect(link.text.contains("/setup#"))
            #expect(link.text.split(separator: "\n").suffix(4) == ["700", "600", "600", "600"])
            let again = try await shell("rm \(folder).log"); #expect(again.status == 0)
            #expect(try await runOnce(folder).status == 0)
        }
    }

    @Test(arguments: [
        ("truncate -s 40 master.key", Int32(9), "master.key cannot be used"),
        ("rm master.key", 9, "is missing, and the store needs it"),
        ("chmod 644 master.key", 9, "other users of this machine can read"),
        ("head -c 8192 /dev/urandom > hub.db", 9, "no SQLite database"),
        ("printf x | dd of=hub.db bs=1 seek=8200 conv=notrunc; : > hub.db", 9, "is empty"),
        (
            """
            sqlite3 hub.db "INSERT INTO schema_steps
                SELECT max(number) + 1, 'later', 1, 1 FROM schema_steps"
            """,
            11, "newer"
        ),
        ("chmod 755 .", 4, "other users of this machine can look into"),
    ])
    func whatIsWrongInTheDataFolderIsToldAndLeftAlone(
        harm: String, code: Int32, words: String
    ) async throws {
        try await withScratchFolder { scratch in
            let folder = "\(scratch)/data"
            #expect(try await runOnce(folder).status == 0)
            let state = "cd \(folder); sha256sum hub.db master.key || true"
            #expect(try await shell("cd \(folder); \(harm)").status == 0)
            let before = try await shell(state).text
            let outcome = try await hub(folder)
            #expect(outcome.status == code, "\(outcome.errorText)")
            #expect(outcome.errorText.contains(words), "\(outcome.errorText)")
            #expect(outcome.errorText.split(separator: "\n").count <= 2)
            #expect(try await shell(state).text == before)
        }
    }

    @Test func aTakenPortAFullLineAndAnOpenNetworkAreRefused() async throws {
        try await withScratchFolder { scratch in
            let owner = try ListeningSocket(at: .ip(.loopback, port: 0))
            let taken = try await runProgram(
                holdfast,
                ["hub", "--data-dir=\(scratch)/a", "--listen=\(owner.address)"])
            #expect(taken.status == 7)
            #expect(taken.errorText.contains("is taken by another server"))
            let open = try await runProgram(
                holdfast, ["hub", "--data-dir=\(scratch)/b", "--listen=0.0.0.0:0"])
            #expect(open.status == 4)
            #expect(open.errorText.contains("passwords"))
            let typo = try await hub("\(scratch)/c", "--lisen=1")
            #expect(typo.status == 2)
            #expect(typo.errorText.contains("--listen"))
            #expect(try await shell("ls \(scratch)").text.split(separator: "\n") == ["a"])
        }
    }

    @Test(arguments: [
        "postgresql://a:hunter2@127.0.0.1/b", "postgresql://a@127.0.0.1/b?password=hunter2",
    ])
    func aPasswordInTheAddressOfTheStoreIsRefused(url: String) async throws {
        try await withScratchFolder { scratch in
            let outcome = try await hub("\(scratch)/a", "--store-url=\(url)")
            #expect(outcome.status == 2)
            #expect(outcome.errorText.contains("--store-url: the value holds a password"))
            #expect(!outcome.errorText.contains("hunter2"))
        }
    }

    @Test func settingsArePrintedWithTheirOrigin() async throws {
        let outcome = try await runProgram(
            holdfast, ["config", "print", "--listen=127.0.0.1:1", "--log-level=debug"])
        #expect(outcome.status == 0)
        #expect(outcome.text.contains("--log-level"))
        #expect(outcome.text.contains("default"))
    }

    /// A real browser makes the owner, signs out and in, and checks every page for accessibility.
    @Test func aPersonGetsThroughTheFirstMinute() async throws {
        let words = try await runPython(
            file: "\(WorkingTree.root)/EndToEnd/first_minute.py", [holdfast])
        #expect(words == "first minute: all well\n")
    }

    /// Pictures of the pages that were looked at; they stay until the next run.
    private static let pictures = "\(WorkingTree.root)/.build/test/pictures"

    /// Follows every link of a filled hub, with axe and rules of our own.
    @Test func everyPageIsSoundInARealBrowser() async throws {
        let words = try await runPython(
            file: "\(WorkingTree.root)/EndToEnd/pages.py", [holdfast, Self.pictures])
        #expect(words.contains("nothing to complain of"))
    }

    /// From the printed link to the first snapshot by pages alone, with a real agent: with the
    /// keyboard alone, and without scripts.
    @Test func somebodyBacksUpTheirMachineByPagesAlone() async throws {
        let words = try await runPython(
            file: "\(WorkingTree.root)/EndToEnd/story.py", [holdfast, Self.pictures])
        #expect(words.contains("the first story: all well"))
    }

    /// What people do with a hub that has run for half a year, and what many tabs and runs do.
    @Test func peopleLiveWithALargeHub() async throws {
        let words = try await runPython(
            file: "\(WorkingTree.root)/EndToEnd/stories.py", [holdfast, Self.pictures])
        #expect(words.contains("the stories: all well"))
    }

    /// Right requests and wrong ones, made from the description that the hub gives of its API, on a
    /// hub that holds data: by one that the seed chooses of an owner in a browser and the tokens of
    /// four roles, or by all of them with `TEST_FULL=1`.
    @Test func theAPIAnswersAsItsDescriptionSays() async throws {
        var random = SeededGenerator()
        let roles = ["viewer", "operator", "admin", "owner", "session"]
        let wanted =
            isFullLength
            ? roles.map { "\($0)=20" }
            : roles.shuffled(using: &random).prefix(1).map { "\($0)=2" }
        let words = try await runPython(
            file: "\(WorkingTree.root)/EndToEnd/api_contract.py", [holdfast] + wanted)
        #expect(words.contains("all answered as described"), "seed \(random.seed)")
    }
}
