import Connector
import Cryptography
import Engine
import Host
import RepositorySupport
import ResticEngine
import TestSupport
import Testing
import Values

/// What calls itself restic and is none: everything it does ends in a clear error.
@Suite(.timeLimit(.minutes(3))) struct HostileResticTests {
    private static let config =
        #"{"version":2,"id":"\#(LightIdentity.one.id)","chunker_polynomial":"25b25577e7f96f"}"#
    private static let snapshot = """
        [{"time":"2026-11-21T10:42:49.836155143Z","paths":["/a"],"hostname":"h","id":"\
        \(String(repeating: "a", count: 64))"}]
        """

    /// One that answers what a backup asks for, and whose backup is `backup`.
    private static func script(backup: String, snapshots: String = snapshot) -> String {
        """
        case "$*" in
            *"cat config"*) echo '\(config)';;
            *snapshots*) if [ -e "$HOME/made" ]; then echo '\(snapshots)'; else echo '[]'; fi;;
            *backup*) \(backup);;
        esac
        """
    }

    private static let summary =
        #"echo '{"message_type":"summary","snapshot_id":"aaaaaaaa","total_files_processed":7}'"#

    @Test func aFloodOfMessagesIsTakenAndShownNowAndThen() async throws {
        try await withScratchFolder { scratch in
            let status =
                #"{"message_type":"status","total_files":9,"total_bytes":8,"files_done":"#
            let fixture = try await ResticFixture.scripted(
                Self.script(
                    backup: """
                        touch "$HOME/made"; yes '\(status)1}' | head -n 300000
                        yes 'not JSON' | head -n 100000; \(Self.summary)
                        """), in: scratch)
            let progress = RunProgress()
            let (_, report) = try await fixture.backUp(ResticFixture.job(scratch), progress)
            #expect(report.snapshot?.entries == 7)
            #expect(progress.now.entries == 1)
            #expect(progress.now.totals?.entries == 9)
        }
    }

    /// Each is counted, few are kept.
    @Test func aFloodOfIssuesIsCounted() async throws {
        try await withScratchFolder { scratch in
            let issue = #"{"message_type":"error","error":{"message":"no"},"item":"/a/b"}"#
            let fixture = try await ResticFixture.scripted(
                Self.script(
                    backup: """
                        touch "$HOME/made"; yes '\(issue)' | head -n 20000 >&2
                        \(Self.summary); exit 3
                        """), in: scratch)
            let (_, report) = try await fixture.backUp(ResticFixture.job(scratch))
            #expect(report.snapshot?.issues == 20_000)
            #expect(report.issues.samples.count == 50)
        }
    }

    @Test(arguments: [
        ("head -c 100000 /dev/urandom; exit 0", "made no snapshot"),
        ("head -c 3000000 /dev/zero; exit 0", "a line of more than"),
        ("true", "made no snapshot"),
        (summary, "made no snapshot"),
        ("echo '{\"message_type\":\"summary\"}'", "made no snapshot"),
        ("head -c 100000 /dev/urandom >&2; exit 1", "could not back up"),
        ("yes | head -n 1000000 >&2; exit 1", "could not back up"),
        ("kill -9 $$", "signal 9"),
        ("echo 'Fatal: no space left on device' >&2; exit 1", "no space left"),
        ("exit 77", "exit code 77"),
    ])
    func aBackupThatWentWrongIsSaid(backup: String, sentence: String) async throws {
        try await withScratchFolder { scratch in
            let fixture = try await ResticFixture.scripted(
                Self.script(backup: backup), in: scratch)
            let (_, report) = try await fixture.backUp(ResticFixture.job(scratch))
            let failure = try #require(report.failure)
            #expect(failure.message.contains(sentence), "\(failure.message)")
            #expect(failure.message.utf8.count < 2000)
        }
    }

    @Test(arguments: [
        "echo", "echo null", "echo '{'", "yes '[' | head -c 100000", "echo '[{}]'", "echo '[1]'",
        "echo '[{\"id\":\"../../etc\",\"time\":\"2026-11-21T10:42:49Z\"}]'",
        "head -c 100000 /dev/urandom", "echo '[{\"id\":\"aa\",\"time\":\"yesterday\"}]'",
    ])
    func snapshotsThatAreNoneAreRefused(answer: String) async throws {
        try await withScratchFolder { scratch in
            let fixture = try await ResticFixture.scripted(
                "case \"$*\" in *cat*) echo '\(Self.config)';; *) \(answer);; esac", in: scratch)
            let vault = try await ResticVault.open(fixture.process)
            let error = await failure { _ = try await vault.snapshots() }
            #expect(error?.kind == .local, "\(String(describing: error))")
        }
    }

    @Test(arguments: [
        "true", "echo hello", "head -c 100000 /dev/urandom", "cat /dev/urandom",
        "echo '{\"struct_type\":\"node\"}' | tar -c -T /dev/null",
        "tar -c /etc/passwd | head -c 700",
    ])
    func aDumpThatIsNoneIsRefused(dump: String) async throws {
        try await withScratchFolder { scratch in
            let fixture = try await ResticFixture.scripted(
                """
                case "$*" in *cat*) echo '\(Self.config)';; *dump*) \(dump) 2>/dev/null;; esac
                """, in: scratch)
            let vault = try await ResticVault.open(fixture.process)
            let id = try #require(SnapshotID(String(repeating: "a", count: 64)))
            let isEmpty = dump.contains("-T /dev/null")
            let error = await failure {
                let stream = try await vault.entries(of: id, EntryChoice(), RunProgress())
                while let item = try stream.next() {
                    guard case .entry(let entry) = item, let content = entry.content else {
                        continue
                    }
                    let reader = try content.open()
                    var bytes = [UInt8](repeating: 0, count: 0)
                    var isMore = true
                    while isMore {
                        let before = bytes.count
                        try bytes.append(addingCapacity: 4096) { try reader.read(into: &$0) }
                        isMore = bytes.count > before
                    }
                    _ = try reader.finish()
                }
            }
            #expect(isEmpty == (error == nil), "\(String(describing: error))")
            if !isEmpty { #expect(error?.kind == .damaged) }
        }
    }

    @Test(arguments: ["backup", "snapshots"])
    func oneThatSaysNothingIsStopped(verb: String) async throws {
        try await withScratchFolder { scratch in
            let fixture = try await ResticFixture.scripted(
                """
                case "$*" in
                    *\(verb)*) trap '' INT; exec sleep 1000;;
                    *cat*) echo '\(Self.config)';;
                    *) echo '[]';;
                esac
                """, in: scratch
            ) { settings in
                settings.silenceMax = .milliseconds(400)
                settings.stopPatience = .milliseconds(200)
            }
            let error: EngineError?
            if verb == "backup" {
                error = try await fixture.backUp(ResticFixture.job(scratch)).report.failure
            } else {
                error = await failure {
                    _ = try await ResticVault.open(fixture.process).snapshots()
                }
            }
            #expect(error?.kind == .storage)
            #expect(error?.message.contains("was stopped") == true, "\(String(describing: error))")
        }
    }

    /// It is interrupted first, so that it can take back its lock, and killed if it does not end.
    @Test(arguments: [true, false]) func cancellationInterruptsAndThenKills(obeys: Bool)
        async throws
    {
        try await withScratchFolder { scratch in
            let onInterrupt = obeys ? "touch \"$HOME/interrupted\"; exit 130" : ""
            let fixture = try await ResticFixture.scripted(
                Self.script(
                    backup: """
                        trap '\(onInterrupt)' INT
                        echo begun >"$HOME/pipe"; while :; do read -t 1 <> <(:) || :; done
                        """), in: scratch
            ) { $0.stopPatience = obeys ? .seconds(600) : .milliseconds(500) }
            try await blocking { _ = try shell("mkfifo '\(scratch)/pipe'") }
            let task = Task {
                await failure { _ = try await fixture.backUp(ResticFixture.job(scratch)) }
            }
            try await blocking { _ = try readFile("\(scratch)/pipe") }
            task.cancel()
            #expect(await task.value?.kind == .cancelled)
            if obeys { #expect(try readFile("\(scratch)/interrupted") == []) }
        }
    }

    /// Secrets go by the environment, and no word of restic's brings them back.
    @Test func secretsStayOutOfArgumentsAndMessages() async throws {
        try await withScratchFolder { scratch in
            let password = "pass word/with:signs"
            let script = """
                [ "$1" = version ] && { echo restic 0.18.0 compiled; exit; }
                echo "$@" >"$HOME/arguments"; env >"$HOME/environment"
                echo "Fatal: $RESTIC_PASSWORD and $RESTIC_REPOSITORY are wrong" >&2; exit 1
                """
            var credentials = ResticPlace.Credentials()
            credentials.password = .init("rest secret?")
            let fixture = try await ResticFixture.make(
                try ResticFixture.writeScript(script, in: scratch), in: scratch,
                "rest:https://ann@backup.example/repository", credentials: credentials,
                passphrase: password
            ) { settings in
                settings = ResticSettings(
                    cacheFolder: settings.cacheFolder,
                    environment: [
                        "PATH": "/usr/bin:/bin", "HOME": SystemString(scratch),
                        "RESTIC_PASSWORD_COMMAND": "evil", "AWS_PROFILE": "other",
                    ])
            }
            let error = try #require(
                await failure { _ = try await ResticVault.open(fixture.process) })
            let text = { (name: String) in
                String(decoding: try readFile("\(scratch)/\(name)"), as: UTF8.self)
            }
            let environment = try text("environment")
            #expect(environment.contains("RESTIC_PASSWORD=\(password)\n"))
            #expect(environment.contains("ann:rest%20secret%3F@backup.example/repository/\n"))
            #expect(!environment.contains("evil"))
            #expect(!environment.contains("AWS_PROFILE"))
            for place in [try text("arguments"), "\(error)", "\(fixture.process.place)"] {
                #expect(!place.contains(password))
                #expect(!place.contains("secret?"))
                #expect(!place.contains("rest%20secret"))
            }
            #expect("\(error)".contains("‹redacted›"))
        }
    }
}
