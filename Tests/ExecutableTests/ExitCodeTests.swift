import CommandLine
import TestSupport
import Testing

@testable import holdfast

/// Every exit code that the reference page promises has been seen to happen.
@Suite(.timeLimit(.minutes(10))) struct ExitCodeTests {
    private static let harm = """
        as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
        touch program; mount --bind "$holdfast" program; program=$scratch/program
        mkdir closed; chmod 700 closed
        mkdir small large; mount -t tmpfs -o size=16m,mode=700 tmpfs small
        mount -t tmpfs -o size=512m,mode=700 tmpfs large
        start --data-dir=good; stop
        cp -a good torn; truncate -s 40 torn/master.key
        cp -a good late
        sqlite3 late/hub.db "INSERT INTO schema_steps SELECT max(number) + 1, 'later', 1, 1
            FROM schema_steps"
        ended() { # CODE COMMAND…: the code, told with the first line of what it said
            local code=0; "${@:2}" >words 2>&1 || code=$?
            echo "$1 $code $(grep -m 1 -E 'holdfast: |bad|warning' words)"
        }

        """

    @Test func everyCodeOfTheHubHappens() async throws {
        let outcome = try await runHubScript(
            Self.harm + """
                hub() { timeout 60 "$holdfast" hub "$@" --listen=127.0.0.1:0; }
                start --data-dir=good
                ended 7 hub --data-dir=good
                code=0; stop || code=$?; echo 0 $code
                ended 2 hub --data=good
                ended 4 hub --data-dir=good/lock
                ended 4 hub --data-dir=good --config=none
                ended 6 as_nobody $program hub --data-dir=$scratch/closed/data
                ended 8 hub --data-dir=fresh --store-url=postgresql://a@127.0.0.1:9/b
                ended 9 hub --data-dir=torn
                ended 10 hub --data-dir=small
                ended 11 hub --data-dir=late
                """)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        try expectAllSeen(outcome.text, of: HubCommand().exitCodes)
    }

    @Test func everyCodeOfItsCheckHappens() async throws {
        let outcome = try await runHubScript(
            Self.harm + """
                check() { "$holdfast" hub check "$@"; }
                ended 0 check --data-dir=good
                ended 2 check --data=good
                ended 3 check --data-dir=large
                ended 4 check --data-dir=good/lock
                ended 6 as_nobody $program hub check --data-dir=$scratch/closed/data
                ended 8 check --data-dir=fresh --store-url=postgresql://a@127.0.0.1:9/b
                ended 9 check --data-dir=torn
                ended 10 check --data-dir=small
                ended 11 check --data-dir=late
                """)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        try expectAllSeen(outcome.text, of: HubCheckCommand().exitCodes)
    }

    /// Each line has the code that was meant, the one that was seen, and the words.
    private func expectAllSeen(_ text: String, of declared: [ExitCode]) throws {
        var seen: Set<Int32> = []
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 2)
            try #require(parts.count >= 2, "\(text)")
            #expect(parts[0] == parts[1], "\(line)")
            if parts[0] != "0" { #expect(parts.count == 3, "it said nothing: \(line)") }
            if let code = Int32(parts[1]) { seen.insert(code) }
        }
        // 1 is for what nobody foresaw.
        let promised = Set(([.success, .usage] + declared).map(\.rawValue))
        #expect(seen == promised)
    }
}
