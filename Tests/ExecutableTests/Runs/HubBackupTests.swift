import TestSupport
import Testing

/// A hub that is lost, and brought back from a backup of itself.
@Suite(.timeLimit(.minutes(10))) struct HubBackupTests {
    private static let prelude = ##"""
        mkdir backups auto
        age-keygen -o hub.key 2>public; reader=$(sed 's/.*: //' public)
        backup() {
            "$holdfast" hub backup --data-dir=data --backup-folder=$1 \
                --backup-recipients=$reader "${@:2}"
        }
        restore() { "$holdfast" hub restore --identity-file=hub.key --data-dir="$@"; }
        check() { "$holdfast" hub check --data-dir="$@" || true; }

        """##

    private func run(_ script: String) async throws -> [String] {
        let outcome = try await runHubScript(runScript + Self.prelude + script)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        return outcome.text.split(separator: "\n").map {
            $0.split(separator: " ").joined(separator: " ")
        }
    }

    @Test func aLostHubComesBackFrozenFromWhatStockToolsOpen() async throws {
        let lines = try await run(
            ##"""
            echo 1 >tree/one
            start --data-dir=data --backup-folder=auto --backup-recipients=$reader
            owner; login; join web; live web; said 'agent connected'; protect web
            ready $archive; ready $repository
            back_up() { "$holdfast" runs start --follow $source >/dev/null; }
            backups() { "$holdfast" runs list --json | grep -c '"kind":"backup"' || true; }
            back_up
            "$holdfast" vaults edit "repository web" --keeper=$(hostname) >/dev/null
            until ls auto/*.age >/dev/null 2>&1; do sleep 0.1; done
            echo "by itself: $(ls auto/*.age | wc -l)"
            backup backups | grep -c 'holdfast-hub-'
            file=$(ls backups/*.age)
            mkdir out; age -d -i hub.key $file | zstd -dq | tar -x -C out; ls out
            cmp out/master.key data/master.key
            python3 -c 'import sqlite3
            db = sqlite3.connect("out/hub.db")
            print(db.execute("PRAGMA integrity_check").fetchone()[0],
                db.execute("SELECT count(*) FROM runs WHERE kind = ?", ("backup",)).fetchone()[0])'
            back_up; stop || true; mv data lost
            restore data $file | cut -d, -f2
            check data | grep -c 'frozen *warning'
            listen=$address start --data-dir=data; said 'agent connected'
            stored() { get snapshots | grep -o '"locator"' | wc -l; }
            until [ "$(stored)" = 4 ]; do sleep 0.2; done; echo "what came since is known"
            "$holdfast" hub thaw --data-dir=data >said; head -n 1 said
            grep -c 'knows nothing of the time from 20.*Z to 20.*Z but' said
            grep -c 'Lost, in .*: backup by .*, begun 20' said
            "$holdfast" hub thaw --data-dir=data; back_up && stored
            """##)
        #expect(
            lines == [
                "by itself: 1", "1", "hub.db", "manifest.json", "master.key", "ok 1",
                "frozen. Start it", "1", "what came since is known", "The hub goes on.",
                "1", "1", "The hub is not frozen.", "6",
            ], "\(lines)")
    }
}
