import StoreSupport
import TestSupport
import Testing

/// A hub that is lost, and brought back from a backup of itself.
@Suite(.timeLimit(.minutes(10))) struct HubBackupTests {
    private static let prelude = ##"""
        mkdir backups auto half
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

    /// What agents did after the backup comes in, and nothing is taken away before somebody says
    /// that this is the hub to go on with.
    @Test func aLostHubComesBackAndLearnsWhatItMissed() async throws {
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
            echo "by itself: $(ls auto | wc -l)"
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
            listen=$address start --data-dir=data --backup-folder=auto --backup-recipients=$reader
            said 'agent connected'
            until [ "$(backups)" = 2 ]; do sleep 0.1; done; echo "heard of both"
            "$holdfast" vaults maintain $repository prune 2>&1 | grep -c frozen
            code=$(status -c session "http://$address/api/v1/sessions" \
                -H 'Content-Type: application/json' \
                -d '{"login":"mara@example.org","password":"a short sentence is good"}')
            hub() { curl -s -b session "http://$address/api/v1/hub" | member $1; }
            curl -s -b session "http://$address/" -L | grep -c 'id="frozen"'
            back_up; until [ "$(hub unreadVaults)" = 0 ]; do sleep 0.1; done
            "$holdfast" hub thaw --data-dir=data
            curl -s -b session "http://$address/api/v1/hub" | grep -c frozen || true
            # A check of the frozen hub may still go on.
            until run=$("$holdfast" vaults maintain $repository prune --json 2>/dev/null |
                member id 2>/dev/null); do sleep 0.2; done
            "$holdfast" runs follow $run >/dev/null; state $run
            "$holdfast" audit verify --data-dir=data | grep -c BROKEN || true
            """##)
        #expect(
            lines == [
                "by itself: 1", "1", "hub.db", "manifest.json", "master.key", "ok 1",
                "frozen. Start it",
                "1", "heard of both", "1", "1", "The hub goes on.", "0",
                "succeeded", "0",
            ], "\(lines)")
    }

    /// Killed at any point, there is no backup or a whole one, and no hub or a whole one.
    @Test func whoeverIsKilledLeavesNothingHalf() async throws {
        let lines = try await run(
            ##"""
            start --data-dir=data; owner; stop || true
            backup backups >/dev/null; file=$(ls backups/*.age)
            "$holdfast" hub backup --verify=$file --identity-file=hub.key --scratch=$scratch |
                cut -d: -f1
            until_there() {
                until compgen -G "$1" >/dev/null || ! kill -0 $2 2>/dev/null; do :; done
                kill -9 $2 2>/dev/null || true; wait $2 2>/dev/null || true
            }
            for point in 'data/holdfast-backup-*' 'half/.holdfast-*' 'half/*.age'; do
                rm -rf half; mkdir half
                backup half >/dev/null 2>&1 & until_there "$point" $!
                for made in $(compgen -G 'half/*.age'); do
                    "$holdfast" hub backup --verify=$made --identity-file=hub.key \
                        --scratch=$scratch >/dev/null
                done
                rm -f half/*.age; backup half >/dev/null
                echo "$(ls -A half | wc -l) $(ls data | grep -c holdfast-backup || true)"
            done
            for point in new/restoring new/restoring/hub.db new/restored new/hub.db; do
                rm -rf new
                restore new $file >/dev/null 2>&1 & until_there $point $!
                if [ -e new/restoring ]; then
                    "$holdfast" hub --data-dir=new --listen=127.0.0.1:0 >/dev/null 2>&1 && exit 71
                fi
                restore new $file >/dev/null 2>&1 || true
                check new | grep -cE '^(data folder|master key|database) +good|^frozen'
            done
            restore new $file 2>&1 | grep -c 'already'
            """##)
        #expect(
            lines == ["This backup can be restored", "1 0", "1 0", "1 0", "4", "4", "4", "4", "1"],
            "\(lines)")
    }

    @Test func aHubOnPostgreSQLIsBackedUpAndComesBackToEitherStore() async throws {
        let server = try await PostgresServer.shared()
        let escaped = PostgresServer.password.split(separator: " ").joined(separator: "%20")
        var urls: [String] = []
        for _ in 0..<2 {
            let whole = try await server.url(of: server.makeDatabase())
            urls.append(whole.replacing(":\(escaped)@", with: "@"))
        }
        let lines = try await run(
            ##"""
            (umask 077; printf '%s' '\##(PostgresServer.password)' >pg)
            one="--store-url=\##(urls[0]) --store-password-file=pg"
            two="--store-url=\##(urls[1]) --store-password-file=pg"
            start --data-dir=data $one; owner
            backup backups $one >/dev/null; stop || true
            file=$(ls backups/*.age)
            restore other $file >/dev/null; check other | grep -cE 'SQLite|^frozen'
            restore new $file $one 2>&1 | grep -c 'not empty'
            ls new | grep -v lock || echo "nothing there"
            restore new $file $two >/dev/null; ls new
            check new $two | grep -cE 'PostgreSQL|^frozen'
            start --data-dir=new $two; sign_in "http://$address"
            """##)
        #expect(
            lines == [
                "2", "1", "nothing there", "lock", "master.key", "2", "201",
            ], "\(lines)")
    }
}
