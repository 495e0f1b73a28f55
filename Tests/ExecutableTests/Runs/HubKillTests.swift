import StoreSupport
import TestSupport
import Testing

/// What is done to a whole hub, killed at any of its steps to disk or of its words to PostgreSQL:
/// no file is half, no hub starts on half a store, and a second try finishes or says what to do.
@Suite(.timeLimit(.minutes(120))) struct HubKillTests {
    /// `count COMMAND…` looks how many of `$calls` the busiest thread of a command makes, and
    /// `killed COMMAND…` runs it killed at one of them: the one at `$share` thousandths of the way.
    /// `try COMMAND…` leaves what is said in `said`; `runs_on` is whether a hub starts.
    private static let prelude = ##"""
        kills=0
        fail() { echo "$1"; cat said; exit 1; }
        count() {
            strace -f -qq -o traced -e trace=$calls "$@" >said 2>&1 || fail "it does not work"
            most=$(awk '/\(/ && !/resumed/ { n[$1]++ }
                END { for (t in n) if (n[t] > most) most = n[t]; print most }' traced)
            [ "$most" -gt 3 ] || fail "it does nothing that could be broken off"
        }
        killed() {
            strace -f -qq -o /dev/null -e trace=$calls \
                -e inject=$calls:signal=KILL:when=$((1 + share * most / 1000)) \
                "$@" >said 2>&1 || kills=$((kills + 1))
        }
        try() { "$@" >said 2>&1; }
        runs_on() {
            "$holdfast" hub "$@" --listen=127.0.0.1:0 >said 2>&1 & local hub=$!
            until grep -q 'listening' said; do kill -0 $hub 2>/dev/null || break; sleep 0.05; done
            kill $hub 2>/dev/null || true; wait $hub
        }
        # hub_in DATABASE TABLE: how many rows there are; nothing where it is no database.
        rows_in() { python3 -c 'import sqlite3, sys
        with sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True) as store:
            print(store.execute(f"SELECT count(*) FROM {sys.argv[2]}").fetchone()[0])' "$@"; }
        disk=fsync,fdatasync,rename,renameat,renameat2,unlinkat,mkdirat
        mkdir backups; age-keygen -o hub.key 2>public; reader=$(sed 's/.*: //' public)
        # Backups of the hub with the arguments, killed.
        kill_backups() {
            local where="$*"
            backup() {
                "$@" "$holdfast" hub backup --backup-folder=backups \
                    --backup-recipients=$reader $where
            }
            backup count; rm backups/*
            for share in $shares; do
                backup killed
                for file in backups/*.age; do
                    [ ! -e $file ] || try "$holdfast" hub backup --verify=$file \
                        --identity-file=hub.key || fail "half a backup: $file"
                done
            done
            backup try || fail "no backup after one that was killed"
            [ -z "$(find data backups -name '*.tmp' -o -name 'holdfast-backup-*')" ] ||
                fail "something is left: $(find data backups)"
            file=$(ls backups/*.age | tail -n 1)
        }
        start --data-dir=data; owner; stop

        """##

    /// Of databases at `$first` and `$second`, with the password in `pg`: `tables` and `people` are
    /// in one, `wipe` empties one, and `again STEP` takes a step once more, into `$target` made new
    /// where it says so.
    private static let databases = ##"""
        in_first="--store-url=$first --store-password-file=pg"
        in_second="--store-url=$second --store-password-file=pg"
        sql() { psql -XqAt "$1" -c "$2"; }
        tables() { sql $1 "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"; }
        wipe() { sql $1 'DROP SCHEMA public CASCADE; CREATE SCHEMA public' 2>/dev/null; }
        people() { sql $1 'SELECT count(*) FROM users'; }
        again() { # whatever the second try says has to be enough
            "$@" try && return
            grep -q 'newly made' said || fail "it is not said"
            wipe $target; "$@" try || fail "no second try"
        }

        """##

    /// Restores into `$second` and a folder.
    private static let restores = ##"""
        target=$second calls=sendto
        restore() {
            "$@" "$holdfast" hub restore $file --identity-file=hub.key --data-dir=back \
                $in_second
        }
        restore count
        for share in $shares; do
            rm -rf back look other; wipe $second; restore killed
            cp -a back look
            [ ! -e back/restoring ] || ! runs_on --data-dir=look $in_second ||
                fail "a hub starts on half of one"
            if [ $(tables $second) != 0 ]; then
                runs_on --data-dir=other $in_second && fail "a hub starts without its key"
                [ ! -e other/master.key ] || fail "another key is made"
            fi
            again restore
            [ $(people $second) = 1 ] || fail "it is not whole"
            cmp data/master.key back/master.key
        done
        runs_on --data-dir=back $in_second || fail "no hub starts on what came back"

        """##

    private func run(
        kills: Int, _ script: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        var random = SeededGenerator()
        let count = isFullLength ? 60 : kills
        let step = 1000 / count
        let shares = (0..<count).map { $0 * step + Int.random(in: 0..<step, using: &random) }
        let outcome = try await runHubScript(
            "shares='\(shares.map(String.init).joined(separator: " "))'\n" + Self.prelude + script
                + "\n[ $kills -gt 3 ] && echo 'killed, and whole'")
        #expect(
            outcome.status == 0 && outcome.text.hasSuffix("killed, and whole\n"),
            "seed \(random.seed): \(outcome.text) \(outcome.errorText)",
            sourceLocation: sourceLocation)
    }

    @Test func aHubIsBackedUpAndComesBackWhoeverIsKilled() async throws {
        try await run(
            kills: 4,
            ##"""
            calls=$disk; kill_backups --data-dir=data
            restore() {
                "$@" "$holdfast" hub restore $file --identity-file=hub.key --data-dir=back
            }
            restore count
            for share in $shares; do
                rm -rf back look; restore killed
                if [ -e back/restoring ]; then
                    cp -a back look
                    runs_on --data-dir=look && fail "a hub starts on half of one"
                    grep -q 'run holdfast hub restore again' said || fail "it is not said"
                fi
                restore try || grep -q 'there is a hub in\|is finished' said ||
                    fail "no second try"
                [ $(rows_in back/hub.db users) = 1 ] || fail "it is not whole"
                cmp data/master.key back/master.key
            done
            runs_on --data-dir=back || fail "no hub starts on what came back"
            """##)
    }

    /// A hub moves to PostgreSQL, is backed up there and comes back there, and moves back.
    @Test func aHubInPostgreSQLIsNeverHalf() async throws {
        let server = try await PostgresServer.shared()
        let databases = [try await server.makeDatabase(), try await server.makeDatabase()]
        let urls = databases.map { server.url(of: $0, password: "-").replacing(":-@", with: "@") }
        try await run(
            kills: 3,
            ##"""
            export PGPASSWORD='\##(PostgresServer.password)'
            (umask 077; printf '%s' "$PGPASSWORD" >pg)
            first='\##(urls[0])' second='\##(urls[1])'

            """## + Self.databases + ##"""
                target=$first calls=sendto
                migrate() {
                    "$@" "$holdfast" hub migrate-store --data-dir=data --to=$first \
                        --to-password-file=pg
                }
                migrate count
                for share in $shares; do
                    wipe $first; migrate killed
                    if [ $(tables $first) != 0 ] && runs_on --data-dir=data $in_first; then
                        [ "$(people $first)" = 1 ] || fail "a hub starts on half a copy"
                    fi
                    again migrate
                    [ $(people $first) = 1 ] || fail "it is not whole"
                done

                calls=sendto,$disk; kill_backups --data-dir=data $in_first


                """## + Self.restores + ##"""
                    calls=$disk; mv data/hub.db old.db
                    back() {
                        "$@" "$holdfast" hub migrate-store --data-dir=data $in_first --to-sqlite
                    }
                    back count
                    for share in $shares; do
                        rm -f data/hub.db*; back killed
                        if [ "$(rows_in data/hub.db sqlite_schema 2>/dev/null || echo 0)" != 0 ] &&
                            runs_on --data-dir=data
                        then
                            [ $(rows_in data/hub.db users) = 1 ] || fail "a hub on half a copy"
                        fi
                        back try || {
                            grep -q 'move its file away' said || fail "it is not said"
                            rm data/hub.db*; back try || fail "no second try"
                        }
                        [ $(rows_in data/hub.db users) = 1 ] || fail "it is not whole"
                    done
                    runs_on --data-dir=data || fail "no hub starts on what came back"
                    """##)
    }
}
