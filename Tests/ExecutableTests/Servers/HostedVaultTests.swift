import StoreSupport
import TestSupport
import Testing

/// Vaults on the hub's own disk through the executables: a hub, two agents, and stock tools that
/// look at what lies there. One agent comes through a listener that keeps what it signs in with, as
/// somebody would have it who broke into the machine.
@Suite(.timeLimit(.minutes(isFullLength ? 60 : 10))) struct HostedVaultTests {
    /// `vault FORMAT` makes one, `source AGENT` a source that goes to both, `pass_to VAULT`
    /// gives what the second agent signs in with every day, `try METHOD PASS PATH…` asks below
    /// `/vaults/`.
    private static let functions = ##"""
        cat >listener.py <<'END'
        import re, socket, sys, threading
        def carry(source, target, log):
            kept = b""
            while True:
                try: data = source.recv(65536)
                except OSError: data = b""
                if log:
                    kept = (kept + data)[-200000:]
                    for found in re.findall(rb"Authorization: (Basic [A-Za-z0-9+/=]+)\r", kept):
                        if found not in seen: seen.add(found); log.write(found + b"\n"); log.flush()
                try:
                    if not data: target.shutdown(socket.SHUT_WR); return
                    target.sendall(data)
                except OSError: return
        seen = set(); log = open("passes", "wb")
        door = socket.create_server(("127.0.0.1", 9000))
        while True:
            one = door.accept()[0]
            try: two = socket.create_connection(("127.0.0.1", 9876))
            except OSError: one.close(); continue
            threading.Thread(target=carry, args=(one, two, log), daemon=True).start()
            threading.Thread(target=carry, args=(two, one, None), daemon=True).start()
        END
        listen=127.0.0.1:9876
        vault() {
            post vaults '{"name":"'$1'","format":"'$1'","place":"hub:","keeper":"'$web'"'"$2"'}' |
                member id
        }
        source() {
            post sources '{"name":"tree of '$1'","agent":"'$1'","overlap":"queue",
                "configuration":{"kind":"files","paths":["'$scratch'/tree"]},
                "retry":{"attemptsMax":1,"firstWait":1000,"patience":86400000},
                "vaults":["'$archive'","'$repository'"]}' | member id
        }
        decoded() {
            sed 's/Basic //' passes | while read -r line; do echo "$line" | base64 -d; echo; done
        }
        pass_to() {
            post vaults/$1/connection-tests '{"agent":"'$db'"}' >/dev/null
            decoded | grep "^agent\..*\.$1:"
        }
        try() {
            status -X "$1" -u "$2" "http://$address/vaults/$3" "${@:4}"
        }
        stored() {
            restic -r data/vaults/$tenant/$repository snapshots --json --no-lock |
                python3 -c 'import json,sys; print(len(json.load(sys.stdin)))'
            ls -d data/vaults/$tenant/$archive/tenants/*/sources/*/snapshots/* | wc -l
        }
        trap 'kill -9 $(jobs -p) 2>/dev/null || true' EXIT

        """##

    /// - Parameter options: What the hub is started with.
    private func run(_ script: String, with options: String = "") async throws -> [String] {
        let outcome = try await runHubScript(
            runScript + Self.functions + ##"""
                seq 30 | split -l 1 -a 3 - tree/f
                mkdir disk; options='--data-dir=data \##(options)'
                start ${options//SCRATCH/$scratch}; owner; login
                python3 listener.py &
                until (exec 4<>/dev/tcp/127.0.0.1/9000) 2>/dev/null; do :; done
                join web; live web; said 'agent connected'; web=$(newest_agent)
                HOLDFAST_HUB=http://127.0.0.1:9000 join db; live db; said 'agent connected'
                db=$(newest_agent)
                export RESTIC_PASSWORD='correct horse'
                archive=$(vault archive ''); repository=$(vault repository \
                    ',"secrets":{"passphrase":"correct horse"}')
                ready $archive; ready $repository
                of_web=$(source $web); of_db=$(source $db)
                back_up() {
                    "$holdfast" runs start --follow $of_web >/dev/null
                    "$holdfast" runs start --follow $of_db >/dev/null
                }

                """## + script)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        return outcome.text.split(separator: "\n").map(String.init)
    }

    @Test func aFleetBacksUpToItsHubAndNobodyTakesAnythingAway() async throws {
        let lines = try await run(
            ##"""
            back_up; echo more >tree/new; back_up
            stored
            "$holdfast" snapshots list --json | wc -l
            restic -r data/vaults/$tenant/$repository check --no-lock >/dev/null && echo content
            pass=$(pass_to $archive); of=$tenant/$archive
            other=$(pass_to $repository)
            over=$(decoded | grep ^run | grep "\.$archive\." | tail -n 1)
            part() {
                (cd data/vaults/$of; ls -d tenants/*/sources/$1/snapshots/*/payload* | head -n 1)
            }
            echo "own $(try GET "$pass" $of/objects/$(part $of_db))"
            echo "own gone $(try DELETE "$pass" $of/objects/$(part $of_db))"
            echo "another's $(try GET "$pass" $of/objects/$(part $of_web))"
            echo "another's gone $(try DELETE "$pass" $of/objects/$(part $of_web))"
            new=tenants/$tenant/sources/$of_web/snapshots/$of_web/payload.part000001
            echo "new at another's $(try PUT "$pass" $of/objects/$new -d x)"
            echo "its marker $(try PUT "$pass" $of/objects/holdfast-vault.json -d x)"
            echo "other vault $(try GET "$pass" $tenant/$repository/)"
            pack=$(ls data/vaults/$tenant/$repository/data/*/* | head -n 1)
            echo "a pack $(try DELETE "$other" $tenant/$repository/data/${pack##*/})"
            echo "after its run $(try GET "$over" $of/)"
            echo "wrong $(try GET "${pass%?????}AAAAA" $of/)"
            echo "nobody $(curl -s -o answer -w '%{http_code}' http://$address/vaults/$of/)"
            "$holdfast" sources edit "tree of $web" --keep-last=1 >/dev/null
            "$holdfast" sources edit "tree of $db" --keep-last=1 >/dev/null
            for v in $archive $repository; do
                for k in forget prune check; do
                    run=$("$holdfast" vaults maintain $v $k --json | member id)
                    "$holdfast" runs follow $run >/dev/null
                    echo "$k $(state $run)"
                done
            done
            stored
            restic -r data/vaults/$tenant/$repository check --no-lock >/dev/null && echo content
            echo "still $(try GET "$pass" $of/)"
            "$holdfast" agents edit $db --help >/dev/null
            get agents/$db -X DELETE
            echo "deleted $(try GET "$pass" $of/)"
            """##)
        let care = ["forget succeeded", "prune succeeded", "check succeeded"]
        #expect(
            lines == [
                "4", "4", "8", "content", "own 200", "own gone 403", "another's 403",
                "another's gone 403", "new at another's 403", "its marker 403", "other vault 403",
                "a pack 403", "after its run 401", "wrong 401", "nobody 401",
            ] + care + care + ["2", "2", "content", "still 200", "deleted 401"], "\(lines)")
    }

    /// As soon as somebody says so, and without standing in the way of what is there.
    @Test func aVaultHasItsOwnQuotaWithoutARestart() async throws {
        let lines = try await run(
            ##"""
            hub() { "$holdfast" "$@"; }
            back_up; stored
            for v in archive repository; do hub vaults edit $v --quota=1MiB >/dev/null; done
            head -c 3000000 /dev/urandom >tree/large
            hub runs start --follow $of_web >said || echo "too much: $?"
            grep -o vault_full said | head -n 1
            for v in archive repository; do hub vaults edit $v --quota=8MiB >/dev/null; done
            hub runs start --follow $of_web >/dev/null && echo "and on"
            for v in archive repository; do hub vaults edit $v --quota=1MiB >/dev/null; done
            for v in $archive $repository; do
                for k in check forget prune; do
                    run=$(hub vaults maintain $v $k --json | member id)
                    hub runs follow $run >/dev/null; echo "$k $(state $run)"
                done
                snapshot=$(hub snapshots list --vault=$v --json | head -n 1 | member id)
                hub files list $snapshot $scratch/tree | grep -c large
            done
            get vaults/$repository/space | python3 -c 'import json, sys
            room = json.load(sys.stdin)
            print(room["quota"], room["left"], room["measures"][-1]["held"] > 3000000)'
            for v in archive repository; do hub vaults edit $v --quota=none >/dev/null; done
            echo more >>tree/large; hub runs start --follow $of_web >/dev/null && echo "and on"
            """##)
        let care = ["check succeeded", "forget succeeded", "prune succeeded", "1"]
        #expect(
            lines == ["2", "2", "too much: 1", "vault_full", "and on"]
                + care + care + ["1048576 0 True", "and on"], "\(lines)")
    }

    @Test func theDiskHasToBeThereAndAVaultHasItsBounds() async throws {
        let lines = try await run(
            ##"""
            back_up; echo "stored $(ls -A disk | grep -c .)"
            pass=$(pass_to $archive); ask() { try GET "$pass" $tenant/$archive/; }
            echo "there $(ask)"
            mv disk elsewhere; mkdir disk
            echo "not mounted $(ask) $(ls -A disk | wc -l)"
            rmdir disk; mv elsewhere disk
            echo "mounted $(ask)"
            head -c 4000000 /dev/urandom >tree/large
            "$holdfast" runs start --follow $of_web >said || echo "too much: $?"
            grep -o vault_full said | head -n 1
            rm tree/large; back_up; echo "and on"
            stop; start ${options//SCRATCH/$scratch}
            said 'agent connected'; said 'agent connected'; back_up; echo "after a restart"
            stop; start --data-dir=data --vaults-folder=$scratch/disk \
                --vaults-per-tenant=2 --vaults-tenant-quota=2MiB
            said 'agent connected'; said 'agent connected'
            back_up; echo "as many as there may be"
            post vaults '{"name":"third","format":"archive","place":"hub:"}' | member code
            "$holdfast" tenants limits | grep hosted | tr -s " "
            # Either vault alone would have room for it.
            head -c 1200000 /dev/urandom >tree/large
            "$holdfast" runs start --follow $of_web >said || echo "too much: $?"
            grep -o vault_full said | head -n 1; rm tree/large
            stop; start --data-dir=data --no-vaults-offered
            post vaults '{"name":"third","format":"archive","place":"hub:"}' | member code
            post vaults '{"name":"third","format":"archive","place":"hub:'$tenant/$tenant'"}' |
                member code
            """##, with: "--vaults-folder=SCRATCH/disk --vaults-quota=2MiB")
        #expect(
            lines == [
                "stored 2", "there 200", "not mounted 503 0", "mounted 200", "too much: 1",
                "vault_full", "and on", "after a restart",
                "as many as there may be", "too_many", "hosted_vaults 2 2", "too much: 3",
                "vault_full", "invalid", "invalid",
            ], "\(lines)")
    }
}
