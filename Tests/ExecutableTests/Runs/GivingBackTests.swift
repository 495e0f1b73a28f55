import TestSupport
import Testing

/// The whole point of it, through the executables: what was deleted comes back, somewhere else as
/// well, and it is proven before anybody needs it.
@Suite(.timeLimit(.minutes(20))) struct GivingBackTests {
    /// `wanted` waits for a run to end and prints how; `number` makes of a document one number.
    private static let script =
        runScript + ##"""
            join_freely() {
                "$holdfast" enrolment-tokens create >token
                "$holdfast" agent enroll --data-dir=$1 --token-file=token \
                    --allow-read=$scratch/tree --allow-vaults=$scratch/vaults \
                    --allow-restore=$scratch >/dev/null
            }
            files() { "$holdfast" files "$@"; }
            newest() { get "snapshots?vault=$1" | member items.0.id; }
            quietly() { "$@" >said.txt 2>&1 || { echo "exit $?"; return; }; }

            """##

    @Test func aDeletedFileIsBackAndADrillPasses() async throws {
        let outcome = try await runHubScript(
            Self.script + ##"""
                mkdir -p tree/docs; printf 'precious' >tree/docs/report.odt
                seq 50 | split -l 1 -a 3 - tree/docs/f
                python3 -c 'import sqlite3
                db = sqlite3.connect("tree/db.sqlite"); db.execute("create table t (a)")
                db.commit()'
                start --data-dir=data; owner; login
                join_freely web; live web; said 'agent connected'; readable=1 protect web
                ready $archive; ready $repository
                "$holdfast" runs start --follow "$source" >/dev/null
                name=$(get agents/$agent | member machine.hostName)
                for vault in $archive $repository; do
                    snapshot=$(newest $vault); rm tree/docs/report.odt; began=$SECONDS
                    files find 'report*' --vault=$vault --json | member entry.size
                    files plan $snapshot $scratch/tree/docs | tail -n 1
                    quietly files restore $snapshot $scratch/tree/docs/report.odt --follow
                    quietly files restore $snapshot $scratch/tree/docs/report.odt --confirm=other
                    quietly files restore $snapshot $scratch/tree/docs/report.odt \
                        --confirm=$name --follow
                    cat tree/docs/report.odt; echo
                    [ $((SECONDS - began)) -lt 120 ] && echo "in time"
                    printf changed >tree/docs/report.odt
                    quietly files restore $snapshot $scratch/tree/docs --confirm=$name --follow
                    quietly files restore $snapshot $scratch/tree/docs --confirm=$name \
                        --conflicts=skip --follow
                    cat tree/docs/report.odt; echo
                    get "runs?kind=restore" | member items.0.skipped
                    quietly files restore $snapshot $scratch/tree/docs/report.odt \
                        --into=$scratch/back --move=${scratch#/}/tree/docs=here --follow
                    cat back/here/report.odt; echo; rm -r back
                    quietly files restore $snapshot $scratch/tree/docs/report.odt \
                        --confirm=$name --conflicts=overwrite --follow
                    cat tree/docs/report.odt; echo
                    get "sources/$source/proof" | member drill.vault >proof 2>/dev/null ||
                        echo "not proven"
                    quietly "$holdfast" drills start $snapshot --follow
                    get "sources/$source/proof" | member drill.vault | sed "s/$vault/this vault/"
                    get "drills?vault=$vault" | member items.0.passed
                    get "drills?vault=$vault" | member items.0.files
                    get "drills?vault=$vault" | member items.0.databases
                done
                """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let one = [
            // Its folder, which is another by its time, is joined and stays as it is.
            "8", "1 new, 0 changed, 51 unchanged, 0 conflicts, 0 refused; 8 B to be written.",
            "exit 1", "exit 1", "precious", "in time", "exit 1", "changed", "52", "precious",
            "precious",
        ]
        let proof = ["this vault", "True", "52", "1"]
        #expect(
            outcome.text.split(separator: "\n").map(String.init)
                == one + ["not proven"] + proof + one + proof,
            "\(outcome.text) \(outcome.errorText)")
    }

    /// A file whose name is no text comes back alone.
    @Test func whatHasAnOddNameComesBackAlone() async throws {
        let outcome = try await runHubScript(
            Self.script + ##"""
                mkdir -p tree; printf precious >tree/report
                printf odd >"tree/$(printf 'a\377')"
                odd="~$(printf '%s/a\377' ${scratch#/}/tree | base64 -w0 | tr +/ -_ | tr -d =)"
                start --data-dir=data; owner; login
                join_freely web; live web; said 'agent connected'; readable=1 protect web
                ready $archive; ready $repository
                "$holdfast" runs start --follow "$source" >/dev/null
                for vault in $archive $repository; do
                    quietly files restore $(newest $vault) "$odd" --into=$scratch/odd --follow
                    find odd -type f -exec cat {} +; echo; rm -r odd
                    files download $(newest $vault) "$odd" --to=- 2>/dev/null; echo
                done
                """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let lines = outcome.text.split(separator: "\n").map(String.init)
        #expect(
            lines == ["odd", "odd", "odd", "odd"], "\(outcome.text) \(outcome.errorText)")
    }
}
