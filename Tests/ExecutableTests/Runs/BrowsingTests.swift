import TestSupport
import Testing

/// What lies in snapshots, looked at through the executables: a hub that keeps no names of files,
/// and agents that open their vaults for it.
@Suite(.timeLimit(.minutes(10))) struct BrowsingTests {
    @Test func filesAreListedFoundFollowedAndComparedThroughTheirAgent() async throws {
        let outcome = try await runHubScript(
            runScript + ##"""
                mkdir -p tree/docs; printf one >tree/docs/report.odt; printf x >$'tree/docs/b\xff'
                seq 1200 | while read n; do : >tree/many-$n; done
                start --data-dir=data; owner; login
                join web; live web; said 'agent connected'; readable=1 protect web
                ready $archive; ready $repository
                "$holdfast" runs start --follow "$source" >/dev/null
                sleep 0.01; printf 'one two' >tree/docs/report.odt; : >tree/new; rm tree/many-7
                "$holdfast" runs start --follow "$source" >/dev/null
                files() { "$holdfast" files "$@"; }
                snapshots() { get "snapshots?vault=$1" | member items.$2.id; }
                for vault in $archive $repository; do
                    new=$(snapshots $vault 0); old=$(snapshots $vault 1)
                    files list $new $scratch/tree/docs | tail -n +2 | tr -s ' ' |
                        sed 's/ 20[^ ]*Z/ TIME/'
                    files list $new $scratch/tree --json | wc -l
                    files find 'report*' --vault=$vault --json | wc -l
                    files find 'many-*' --vault=$vault >found 2>missing || echo "exit $?"
                    wc -l <found; wc -l <missing
                    files versions $source $scratch/tree/docs/report.odt --vault=$vault |
                        tail -n +2 | tr -s ' ' | cut -d ' ' -f 3-5
                    files diff $old $new | sed "s|$scratch||; s|${scratch#/}||"
                done
                files diff $old $(snapshots $archive 0) || echo "exit $?"
                get "snapshots/$new/tree?pathBytes=$(printf "$scratch/tree/docs" |
                    base64 -w0 | tr '+/' '-_' | tr -d =)" | member items.0.name.bytes
                die web
                files list $new || echo "exit $?"
                files find 'report*' || echo "exit $?"
                grep -c 'report.odt' data/* | grep -v ':0$' || echo "no names at the hub"
                """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let one = [
            "file 1 B TIME b\u{FFFD}", "file 7 B TIME report.odt", "1201", "2", "exit 3", "1000",
            "2", "changed 7 B", "new 3 B", "M  /tree/docs/report.odt", "-  /tree/many-7",
            "+  /tree/new", "1 new, 1 gone, 1 changed",
        ]
        #expect(
            outcome.text.split(separator: "\n").map(String.init)
                == one + one + [
                    "exit 1", "Yv8=", "exit 1", "exit 3", "no names at the hub",
                ], "\(outcome.text) \(outcome.errorText)")
        #expect(outcome.errorText.contains("different vaults"))
        #expect(outcome.errorText.contains("No agent that may open this vault is connected"))
    }
}
