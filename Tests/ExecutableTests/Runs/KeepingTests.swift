import StoreSupport
import TestSupport
import Testing

/// What a hub does by itself, and what people have it do to vaults, through the executables: a real
/// hub, a real agent, and stock tools that look at what came of it.
@Suite(.timeLimit(.minutes(10))) struct KeepingTests {
    private func run(_ script: String) async throws -> [String] {
        let outcome = try await runHubScript(
            runScript + ##"""
                seq 30 | split -l 1 -a 3 - tree/f
                start --data-dir=data; owner; login
                join web; live web; said 'agent connected'; protect web
                ready $archive; ready $repository
                export RESTIC_PASSWORD='correct horse'
                keepers() {
                    for v in archive repository; do
                        "$holdfast" vaults edit "$v web" --keeper=$(hostname) >/dev/null
                    done
                }
                stored() {
                    restic -r vaults/web-repository snapshots --json --no-lock |
                        python3 -c 'import json,sys; print(len(json.load(sys.stdin)))'
                    ls vaults/web-archive/tenants/*/sources/*/snapshots | wc -l
                }
                back_up() { "$holdfast" runs start --follow $source >/dev/null; }

                """## + script)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        return outcome.text.split(separator: "\n").map {
            $0.split(separator: " ").joined(separator: " ")
        }
    }

    /// All that the pages do to several things at once, and what a source goes by.
    @Test func whatPagesDoIsDoneByCommands() async throws {
        let lines = try await run(
            ##"""
            keepers; hub() { "$holdfast" "$@"; }
            hub sources edit "tree of web" --symlinks=skip --one-file-system=yes --attempts=2 \
                --exclude-larger-than=1MiB --keep-last=1 >/dev/null
            hub sources edit "tree of web" --exclude='*.tmp' --retry-wait=5s >/dev/null
            hub sources override "tree of web" --in="archive web" --keep-last=2 >/dev/null
            hub sources edit "tree of web" --keep-last=1 --exclude-larger-than=0B >/dev/null
            hub sources show "tree of web" --json | python3 -c 'import json, sys
            it = json.load(sys.stdin); files = it["configuration"]
            print(files["links"], files["staysOnFileSystem"], files["excludes"],
                files.get("sizeMax"), it["retry"]["attemptsMax"], it["retry"]["firstWait"],
                it["retry"]["patience"], it["overrides"][0]["rules"]["last"])'
            hub vaults edit "archive web" --cap-percent=50 --forget=@daily >/dev/null
            hub vaults edit "archive web" --check=@weekly --cap-count=7 >/dev/null
            hub vaults show "archive web" | awk '/^(cadence|cap)/ { print $1, $2 }' | sort
            hub schedules create --name=Never --cron=@yearly --source="tree of web" >/dev/null
            for n in 1 2 3; do
                echo $n >tree/new
                hub runs follow $(hub schedules run Never --priority=high --json |
                    member items.0.id) >/dev/null
            done
            hub agents back-up --standing=active | tail -n 1
            hub agents back-up --all --yes | tail -n 1
            until [ -z "$(hub runs list --open --json)" ]; do sleep 0.2; done
            hub agents label --all --set=site=north | tail -n 1
            hub agents label --all --set=site=north --yes | tail -n 1
            hub agents list --label=site=north --standing=active --json | wc -l
            hub agents list --standing=revoked --json | wc -l
            hub agents back-up || echo "exit $?"
            oldest=$(hub snapshots list --vault=$repository --json | tail -n 1 | member id)
            hub snapshots pin $oldest --note=mine | sed "s/$oldest/it/"
            hub sources forget "tree of web" | wc -l
            until [ -z "$(hub runs list --open --json)" ]; do sleep 0.2; done
            stored
            hub snapshots unpin $oldest | sed "s/$oldest/it/"
            hub snapshots hold $oldest --reason=trial >/dev/null
            hub sources forget --all | wc -l
            until [ -z "$(hub runs list --open --json)" ]; do sleep 0.2; done
            stored
            export HOLDFAST_TOKEN=$(hub api-tokens create --login=mara@example.org --name=o \
                --role=owner)
            hub snapshots release $oldest | sed "s/$oldest/it/"
            hub snapshots release $oldest || echo "exit $?"
            hub sources forget "tree of web" >/dev/null
            until [ -z "$(hub runs list --open --json)" ]; do sleep 0.2; done
            stored
            hub agents show $(hostname) | grep -cF "$(. /etc/os-release; echo "$PRETTY_NAME")"
            """##)
        #expect(
            lines == [
                "skip True ['*.tmp'] None 2 5000 86400000 2", "cadence.check @weekly",
                "cadence.checkPercent 5", "cadence.forget @daily", "cadence.zone UTC",
                "cap.count 7", "cap.percent 50", "Nothing is done yet: add --yes.",
                "1 run asked for.", "Nothing is done yet: add --yes.", "1 changed.", "1", "0",
                "exit 2", "it is pinned.", "2", "2", "2", "it is not pinned.", "2", "2", "2",
                "it is held no longer.", "exit 5", "1", "2", "1",
            ], "\(lines)")
    }

    /// A backup is never refused because of a number that somebody typed, and it takes as long as
    /// the number says: no machine is so fast that it would end sooner.
    @Test func aVaultIsMeasuredByItsQuotaAndGoneToAsFastAsItSays() async throws {
        let lines = try await run(
            ##"""
            keepers; hub() { "$holdfast" "$@"; }
            hub vaults edit "repository web" --quota=2MiB --upload=1MiB --download=8MiB \
                >/dev/null
            hub vaults edit "archive web" --download=8MiB --upload=none >/dev/null
            for v in archive repository; do
                hub vaults show "$v web" | awk '/^(bandwidth|quota)/ { print $1, $2 }' | sort
            done
            for wrong in --quota=500 --quota=1023KiB --upload=0B --download=fast; do
                hub vaults edit "archive web" $wrong 2>/dev/null || echo "exit $?"
            done
            head -c 4000000 /dev/urandom >tree/large; back_up
            run=$(hub runs list --json | python3 -c 'import json, sys
            from datetime import datetime
            time = lambda text: datetime.fromisoformat(text.replace("Z", "+00:00"))
            for line in sys.stdin:
                run = json.loads(line)
                if run["kind"] != "backup": continue
                took = (time(run["ended"]) - time(run["started"])).total_seconds()
                print(run["state"], "slowly" if took > 3 else took)
                break')
            echo "$run"
            space() {
                get vaults/$1/space | python3 -c 'import json, sys
            room = json.load(sys.stdin); last = room["measures"][-1]
            print(room.get("quota"), room.get("left", 0) > 0, "full" in room,
                last.get("held", 0) >= 4000000, last["free"] > 0)'
            }
            space $repository; space $archive
            listen=$address; stop; start --data-dir=data; said 'agent connected'
            until hub alerts list --json | grep vault_filling | grep -q $repository; do :; done
            hub alerts list --json | grep -c vault_filling
            echo more >tree/new; back_up
            hub vaults edit "repository web" --quota=none --upload=none --download=none >/dev/null
            hub vaults show "repository web" | grep -cE '^(bandwidth|quota)' || true
            echo and more >tree/new; back_up; stored
            """##)
        #expect(
            lines == [
                "bandwidth.download 8388608", "bandwidth.download 8388608",
                "bandwidth.upload 1048576", "quota 2097152", "exit 2", "exit 2", "exit 2", "exit 2",
                "succeeded slowly", "2097152 False True True True", "None True False False True",
                "1", "0", "3", "3",
            ], "\(lines)")
    }

    /// A server that lets the everyday credential add and not delete: only the other one, which no
    /// backup is given, takes anything away.
    @Test func whoDeletesSignsInByAnotherCredential() async throws {
        let outcome = try await runHubScript(
            runScript + ##"""
                hub() { "$holdfast" "$@"; }
                mkdir served; hub vault client add served web | sed -n 2p >everyday
                hub vault client add served keeper --path=web --right=full | sed -n 2p >deleting
                "$holdfast" vault serve served --listen=127.0.0.1:8123 >serving 2>&1 & server=$!
                until grep -qs listening serving; do kill -0 $server; sleep 0.1; done
                start --data-dir=data; owner; login
                join web; live web; said 'agent connected'; agent=$(newest_agent)
                for format in archive repository; do
                    hub vaults create --name=$format --format=$format --keeper=$agent \
                        --place=rest:http://web@127.0.0.1:8123/web/$format \
                        --place-password-file=everyday >/dev/null
                done
                for v in archive repository; do
                    for n in $(seq 100); do
                        [ "$(hub vaults show $v --json | member readiness)" != ready ] || break
                        sleep 0.2
                    done
                done
                hub sources create --name=Tree --on=$agent --path=$scratch/tree --to=archive \
                    --to=repository --keep-last=1 >/dev/null
                for n in 1 2; do echo $n >tree/new; hub runs start --follow Tree >/dev/null; done
                forget() {
                    for run in $(hub sources forget Tree --json | python3 -c '
                import json, sys
                for run in json.load(sys.stdin)["items"]: print(run["id"])'); do
                        hub runs follow $run >/dev/null || true
                        get runs/$run | python3 -c '
                import json, sys
                run = json.load(sys.stdin)
                print(run["state"], (run.get("failure") or {}).get("code"))'
                    done
                    hub snapshots list --json | wc -l
                }
                forget
                for v in archive repository; do
                    hub vaults edit $v --deleting-user=keeper --deleting-password-file=deleting
                done
                hub secrets list | awk '$1 == "vault" { print }' | grep -c delete || true
                forget
                echo again >tree/new; hub runs start --follow Tree >/dev/null
                hub vaults edit archive --one-credential >/dev/null
                hub vaults edit repository --one-credential >/dev/null
                forget
                grep -raF "$(cat deleting)" web log && echo told || true
                die web; stop; kill $server; wait $server || true
                """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let lines = outcome.text.split(separator: "\n").map(String.init)
        let denied = ["failed vault_denied", "failed vault_denied"]
        #expect(
            lines == denied + ["4", "archive is changed.", "repository is changed.", "4"]
                + ["succeeded None", "succeeded None", "2"] + denied + ["4"], "\(lines)")
    }

    @Test func whatThePreviewTellsIsWhatIsForgotten() async throws {
        let lines = try await run(
            ##"""
            for n in 1 2 3 4; do echo $n >tree/new; back_up; done
            "$holdfast" sources edit "tree of web" --keep-last=2 >/dev/null
            "$holdfast" sources retention "tree of web" --going | grep -c 'no rule keeps it'
            "$holdfast" vaults maintain $archive forget >/dev/null 2>&1 || echo "no keeper: $?"
            keepers
            for v in $archive $repository; do
                for k in forget prune check; do
                    run=$("$holdfast" vaults maintain $v $k --json | member id)
                    "$holdfast" runs follow $run >/dev/null
                    echo "$k $(state $run)"
                done
            done
            stored
            "$holdfast" snapshots list --json | wc -l
            restic -r vaults/web-repository check --no-lock >/dev/null && echo "restic is content"
            get "vaults/$repository/care" | member items.1.kind
            """##)
        let care = ["forget succeeded", "prune succeeded", "check succeeded"]
        #expect(
            lines == ["4", "no keeper: 1"] + care + care
                + ["2", "2", "4", "restic is content", "prune"], "\(lines)")
    }

    @Test func aVaultIsWipedByItsNameAlone() async throws {
        let lines = try await run(
            ##"""
            wipe() { "$holdfast" vaults wipe "$1 web" --name="$2" --json 2>error | member id; }
            no() { wipe "$@" >/dev/null 2>&1 || true; grep -oE '\([a-z_]+\)' error | head -n 1; }
            export HOLDFAST_TOKEN=$("$holdfast" api-tokens create --login=mara@example.org \
                --name=o --role=owner)
            back_up; back_up
            no repository 'repository web'
            keepers
            no repository repository
            two=$(get "snapshots?vault=$archive" | member items.1.id)
            post snapshots/$two/holds '{"reason":"court order 17"}' >/dev/null
            no archive 'archive web'
            stored
            run=$(wipe repository 'repository web')
            "$holdfast" runs follow $run >/dev/null
            state $run; get runs/$run | member wipe
            stored
            find vaults/web-repository/data -type f | wc -l
            get "snapshots?vault=$repository" | python3 -c \
                'import json,sys; print(len(json.load(sys.stdin)["items"]))'
            python3 -c 'import sqlite3; print(*sqlite3.connect("data/hub.db").execute(
                "SELECT count(*) FROM audit_events WHERE action = ?", ["vault.wiped"]).fetchone())'
            back_up; stored
            die web; no repository 'repository web'
            """##)
        #expect(
            lines == [
                "(no_agent)", "(not_confirmed)", "(snapshot_held)", "2", "2", "succeeded", "True",
                "0", "2", "0", "0", "1", "1", "3", "(agent_away)",
            ], "\(lines)")
    }

    /// Each index is hurt by one bit, and no payload is: that is a matter for people.
    @Test func whatCannotBeReadIsNotForgotten() async throws {
        let lines = try await run(
            ##"""
            keepers
            for n in 1 2 3; do echo $n >tree/new; back_up; done
            python3 - $(find vaults/web-archive -name manifest.json) <<'EOF'
            import os, sys
            for path in sys.argv[1:]:
                content = bytearray(open(path, "rb").read())
                content[len(content) // 2] ^= 1
                os.chmod(path, 0o600)
                open(path, "wb").write(content)
            EOF
            complete() { find vaults/web-archive -name complete.json | wc -l; }
            for n in 1 2 3; do
                [ $n = 1 ] || "$holdfast" sources edit "tree of web" --keep-last=1 >/dev/null
                run=$("$holdfast" vaults maintain $archive forget --json | member id)
                "$holdfast" runs follow $run >/dev/null
                echo "$(state $run), $(complete) left"
            done
            "$holdfast" sources retention "tree of web" | grep -c 'damaged: no rule takes it'
            "$holdfast" sources retention "tree of web" --going | grep -c damaged || true
            one=$(get "snapshots?vault=$archive" | member items.0.id)
            first=$("$holdfast" deletions ask --grace=0s --json $one | member id)
            until [ "$(get deletions/$first | member state)" = done ]; do sleep 0.5; done
            echo "$(complete) left"
            """##)
        #expect(
            lines == [
                "succeeded, 3 left", "succeeded, 3 left", "succeeded, 3 left", "3", "0", "2 left",
            ], "\(lines)")
    }

    @Test func aSnapshotThatPeopleWantGoneWaitsAndGoes() async throws {
        let lines = try await run(
            ##"""
            keepers
            for n in 1 2 3; do echo $n >tree/new; back_up; done
            one=$(get "snapshots?vault=$archive" | member items.0.id)
            two=$(get "snapshots?vault=$archive" | member items.1.id)
            "$holdfast" deletions ask $one 2>/dev/null || echo "the last good one stays: $?"
            get snapshots/$two/pin -X PUT -H 'Content-Type: application/json' -d '{}' >/dev/null
            "$holdfast" deletions ask $two 2>/dev/null || echo "a pinned one stays: $?"
            first=$("$holdfast" deletions ask --force --json $two | member id)
            again=$("$holdfast" deletions ask --force --json $two | member id)
            [ $first = $again ] && echo "asked twice, once in the queue"
            "$holdfast" deletions withdraw $first | sed "s/$first/ID/"
            stored
            first=$("$holdfast" deletions ask --grace=0s --json $two | member id)
            until [ "$(get deletions/$first | member state)" = done ]; do sleep 0.5; done
            stored
            "$holdfast" deletions withdraw $first 2>/dev/null || echo "too late: $?"
            "$holdfast" audit verify --help >/dev/null
            """##)
        #expect(
            lines == [
                "the last good one stays: 1", "a pinned one stays: 1",
                "asked twice, once in the queue", "Deletion ID is ignored.", "3", "3", "3", "2",
                "too late: 1",
            ], "\(lines)")
    }

    /// The keeper is away when the deletion is due, and the hold comes before it is back.
    @Test func whatIsHeldMeanwhileIsNotDeleted() async throws {
        let lines = try await run(
            ##"""
            keepers
            for n in 1 2; do echo $n >tree/new; back_up; done
            old=$(get "snapshots?vault=$archive" | member items.1.id)
            die web
            deletion=$("$holdfast" deletions ask --grace=0s --json $old | member id)
            until [ "$(get deletions/$deletion | member state)" = running ]; do sleep 0.2; done
            get 'runs?kind=delete' | member items.0.state
            post snapshots/$old/holds '{"reason":"court order 17"}' | member held
            live web
            until [ "$(get deletions/$deletion | member state)" = blocked ]; do sleep 0.2; done
            get 'runs?kind=delete' | member items.0.state
            echo 3 >tree/new; back_up
            find vaults/web-archive -name complete.json | wc -l
            """##)
        #expect(lines == ["queued", "True", "cancelled", "3"], "\(lines)")
    }

    /// A passphrase that the hub made is nowhere else.
    @Test func whatOpensAVaultDoesNotGoWithItsMachine() async throws {
        let lines = try await run(
            ##"""
            made=$(post vaults '{"name":"made","format":"repository","owner":"'$agent'",
                "keeper":"'$agent'","place":"file:'$scratch'/vaults/made"}' | member id)
            other=$(post sources '{"name":"other","agent":"'$agent'","vaults":["'$made'"],
                "configuration":{"kind":"files","paths":["'$scratch'/tree"]}}' | member id)
            ready $made
            "$holdfast" runs start --follow $other >/dev/null
            one=$(get "snapshots?vault=$made" | member items.0.id)
            hold=$(post snapshots/$one/holds '{"reason":"court"}' | member holds.0.id)
            "$holdfast" agents delete $agent 2>&1 | grep -o 'the vault “made”'
            get "vaults/$made" | member readiness
            die web; "$holdfast" agents revoke $agent >/dev/null
            for s in other "tree of web"; do "$holdfast" sources delete "$s"; done
            "$holdfast" vaults delete made 2>&1 | grep -o 'snapshot_held' | head -n 1
            # Only an owner lets go of what is held.
            HOLDFAST_TOKEN=$("$holdfast" api-tokens create --login=mara@example.org --name=o \
                --role=owner)
            get snapshots/$one/holds/$hold -X DELETE >/dev/null
            for v in made "archive web" "repository web"; do "$holdfast" vaults delete "$v"; done
            "$holdfast" agents delete $agent && echo "and the agent"
            """##)
        #expect(
            lines == ["the vault “made”", "ready", "snapshot_held", "and the agent"], "\(lines)")
    }

    @Test func whatComesIntoAVaultIsKeptInAnotherAsWell() async throws {
        let lines = try await run(
            ##"""
            far() {
                post vaults '{"name":"far '$1'","format":"'$1'","owner":"'$agent'",
                    "keeper":"'$agent'","place":"file:'$scratch'/vaults/far-'$1'",
                    "secrets":'"$2"'}' | member id
            }
            far_archive=$(far archive '{"recipients":"'$(sed 's/.*: //' web.public)'"}')
            far_repository=$(far repository '{"passphrase":"correct horse"}')
            copied() {
                until [ "$(get 'runs?kind=copy&state=succeeded' | grep -o '"kind":"copy"' |
                    wc -l)" = $1 ]; do sleep 0.5; done
            }
            back_up; echo two >tree/new; back_up
            "$holdfast" vaults copy "archive web" --to="far archive" 2>/dev/null ||
                echo "no rule: $?"
            "$holdfast" vaults copies "archive web" --to="far archive" --keep-last=1
            "$holdfast" vaults copies "repository web" --to="far repository" >/dev/null
            "$holdfast" vaults copies "archive web" --to="far repository" 2>/dev/null ||
                echo "of another format: $?"
            copied 2
            "$holdfast" vaults copy "archive web" --to="far archive"
            one=$(get "snapshots?vault=$archive" | member items.0.id)
            "$holdfast" runs copy --follow --to="far archive" $one >/dev/null
            restic -r vaults/far-repository snapshots --json --no-lock |
                python3 -c 'import json,sys; print(len(json.load(sys.stdin)))'
            ls vaults/far-archive/tenants/*/sources/*/snapshots | wc -l
            run=$("$holdfast" vaults maintain "far archive" forget --json | member id)
            "$holdfast" runs follow $run >/dev/null
            ls vaults/far-archive/tenants/*/sources/*/snapshots | wc -l
            """##)
        #expect(
            lines == [
                "no rule: 5", "What comes into archive web is copied after each backup.",
                "of another format: 1", "Nothing is missing there.", "2", "2", "1",
            ], "\(lines)")
    }

    @Test func whatGoesWrongIsAlertedUntilItIsOver() async throws {
        let lines = try await run(
            ##"""
            back_up; "$holdfast" alerts list
            mv vaults/web-archive vaults/elsewhere
            goes_by() { get agents/$agent/configuration | member $1; }
            known=$(goes_by wanted)
            get sources/$source -X PATCH -H 'Content-Type: application/json' \
                -d '{"retry":{"attemptsMax":1,"firstWait":1000,"patience":86400000}}' >/dev/null
            until [ $(goes_by wanted) != $known ] && [ $(goes_by current) = True ]; do
                sleep 0.1; done
            back_up || echo "it ended with $?"
            alert=$("$holdfast" alerts list --kind=vault_missed --json | member id)
            "$holdfast" alerts acknowledge $alert | sed "s/$alert/ID/"
            "$holdfast" alerts list --state=acknowledged --json | member kind
            mv vaults/elsewhere vaults/web-archive
            back_up
            get "alerts/$alert" | member state
            """##)
        #expect(
            lines == [
                "Nothing needs a hand.", "it ended with 3", "Alert ID is acknowledged.",
                "vault_missed", "resolved",
            ], "\(lines)")
    }

    /// A hub moves to PostgreSQL and back, and its agent finds it again.
    @Test func aHubMovesToAnotherStoreAndBack() async throws {
        let server = try await PostgresServer.shared()
        let whole = try await server.url(of: server.makeDatabase())
        let escaped = PostgresServer.password.split(separator: " ").joined(separator: "%20")
        let url = whole.replacing(":\(escaped)@", with: "@")
        let lines = try await run(
            ##"""
            back_up
            (umask 077; printf '%s' '\##(PostgresServer.password)' >pg)
            migrate() { "$holdfast" hub migrate-store --data-dir=data "$@" 2>&1; }
            migrate --to='\##(url)' --to-password-file=pg | grep -c 'in use\|another' || true
            stop || true
            migrate --to='\##(url)' --to-password-file=pg | grep -E '^(runs|snapshots|agents):'
            migrate --to='\##(url)' --to-password-file=pg >/dev/null 2>&1 ||
                echo "not empty: refused"
            listen=$address start --data-dir=data --store-url='\##(url)' \
                --store-password-file=pg
            said 'agent connected'
            back_up; "$holdfast" runs list --json | grep -c '"kind":"backup"'
            stop || true
            mv data/hub.db old.db; rm -f data/hub.db-*; mv data/master.key key
            code=0; "$holdfast" hub check --data-dir=data --store-url='\##(url)' \
                --store-password-file=pg >said || code=$?
            echo "checked: $code, $(grep -c 'is missing, and the store needs it' said)"
            mv key data/master.key
            migrate --store-url='\##(url)' --store-password-file=pg --to-sqlite |
                tail -n 1 | cut -c 1-12
            listen=$address start --data-dir=data
            said 'agent connected'
            back_up; "$holdfast" runs list --json | grep -c '"kind":"backup"'
            """##)
        #expect(
            lines == [
                "1", "agents: 1 rows, the same in both", "runs: 3 rows, the same in both",
                "snapshots: 2 rows, the same in both", "not empty: refused", "2",
                "checked: 9, 1", "The store is", "3",
            ], "\(lines)")
    }

    /// Also when the making of one was killed while it wrote: at any of its first steps to disk.
    @Test func aHubGoesOnWithAnotherMasterKey() async throws {
        var random = SeededGenerator()
        let points =
            isFullLength ? Array(1...20) : Array((1...8).shuffled(using: &random).prefix(3))
        let lines = try await run(
            ##"""
            back_up
            "$holdfast" hub rotate-key --data-dir=data 2>/dev/null || echo "while it runs: $?"
            grep -c '^key ' data/master.key
            keepers; die web
            waiting=$("$holdfast" vaults maintain $archive prune --json | member id)
            stop || true
            sealed=$(python3 -c 'import sqlite3
            print(sqlite3.connect("data/hub.db").execute(
                "SELECT 1 + count(*) FROM secrets").fetchone()[0])')
            # Keys that have sealed something, and that the audit log says nothing of.
            unnoted() { python3 -c 'import re, sqlite3, sys
            keys = re.findall("^key ([0-9a-f]+)", open(sys.argv[1] + "/master.key").read(), re.M)
            store = sqlite3.connect(sys.argv[1] + "/hub.db")
            sealed = [row[0] for row in store.execute(
                "SELECT sealed FROM secrets UNION ALL SELECT sealed_key FROM hub_identity")]
            noted = str(store.execute("SELECT detail FROM audit_events").fetchall())
            print(sum(key not in noted and any(bytes.fromhex(key) in one for one in sealed)
                for key in keys[1:]))' $1; }
            killed=0 whole=0 unnoted=0
            for point in \##(points.map(String.init).joined(separator: " ")); do
                rm -rf copy; cp -a data copy
                strace -f -qq -o /dev/null -e trace=fsync,fdatasync,syncfs \
                    -e inject=fsync,fdatasync,syncfs:signal=KILL:when=$point \
                    "$holdfast" hub rotate-key --data-dir=copy >/dev/null 2>&1 ||
                    killed=$((killed + 1))
                unnoted=$((unnoted + $(unnoted copy)))
                "$holdfast" hub rotate-key --data-dir=copy |
                    grep -q "anew with it: $sealed\." && whole=$((whole + 1))
            done
            [ $killed -gt 0 ] && echo "killed"
            [ $whole = \##(points.count) ] && echo "and nothing is lost"
            echo "unnoted: $unnoted"
            "$holdfast" hub rotate-key --data-dir=data | cut -d : -f 1
            grep -c '^key ' data/master.key
            python3 -c 'import re, sqlite3
            active = re.search("active ([0-9a-f]+)", open("data/master.key").read())[1]
            rows = sqlite3.connect("data/hub.db").execute(
                "SELECT sealed FROM secrets UNION ALL SELECT sealed_key FROM hub_identity")
            print(all(bytes.fromhex(active) in row[0] for row in rows))
            # As one that was restored.
            store = sqlite3.connect("data/hub.db")
            store.execute("UPDATE hub SET frozen_at = 1")
            store.commit()'
            listen=$address start --data-dir=data
            until [ "$(state $waiting)" = skipped ]; do sleep 0.1; done
            get runs/$waiting | member skipReason
            live web; said 'agent connected'
            back_up && echo "and backs up"
            """##)
        #expect(
            lines == [
                "while it runs: 7", "1", "killed", "and nothing is lost", "unnoted: 0",
                "There is a new master key; sealed anew with it", "2",
                "True", "frozen", "and backs up",
            ], "seed \(random.seed): \(lines)")
    }
}
