import TestSupport
import Testing

/// Files of snapshots on their way through a hub: a real agent sends them, stock tools take them.
@Suite(.timeLimit(.minutes(10))) struct DownloadTests {
    /// `offer SNAPSHOT JSON` makes a token; `fetch TOKEN` takes what it is for into `got` and
    /// prints the status; `export_state` tells where the newest download stands.
    private static let script =
        runScript + ##"""
            offer() { post "snapshots/$1/downloads" "$2" | member token; }
            fetch() {
                curl -s -o got -w '%{http_code}\n' "${@:2}" --data-urlencode "token=$1" \
                    $HOLDFAST_HUB/api/v1/downloads
            }
            export_id() { get "runs?kind=export" | member items.0.id; }
            over() {
                until [ "$(get "runs?kind=export&open=true" | member items)" = '[]' ]; do
                    sleep 0.1
                done
                state $(export_id)
            }

            """##

    @Test func filesAndFoldersComeOnceAndLeaveNothingBehind() async throws {
        let outcome = try await runHubScript(
            Self.script + ##"""
                mkdir -p tree/docs; printf unmistakable >tree/docs/report.odt
                seq 300 | split -l 1 -a 3 - tree/docs/f; ln -s faaa tree/docs/link
                start --data-dir=data; owner; login
                join web; live web; said 'agent connected'; readable=1 protect web
                ready $archive; ready $repository
                "$holdfast" runs start --follow "$source" >/dev/null
                for vault in $archive $repository; do
                    snapshot=$(get "snapshots?vault=$vault" | member items.0.id)
                    rm -rf out report.odt
                    "$holdfast" files download $snapshot $scratch/tree/docs/report.odt
                    cat report.odt; echo
                    "$holdfast" files download $snapshot $scratch/tree/docs/report.odt ||
                        echo "exit $?"
                    mkdir out; "$holdfast" files download $snapshot $scratch/tree/docs \
                        --form=tar --to=- | tar -x -C out
                    diff -r tree out$scratch/tree && echo same
                    rm -rf out; mkdir out; token=$(offer $snapshot '{"paths":["'$scratch'/tree"]}')
                    fetch $token -D head; unzip -q got -d out
                    diff tree/docs/report.odt out$scratch/tree/docs/report.odt && echo zipped
                    grep -ic 'attachment; filename="tree.zip"' head
                    fetch $token; member code <got
                done
                fetch AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; fetch nonsense
                post "snapshots/$snapshot/downloads" '{"paths":["/nothing"]}' | member code
                status -X POST -H 'Holdfast-Ticket: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' \
                    --data-binary @got $HOLDFAST_HUB/agent/v1/streams
                over
                stop; cat <&3 >>log
                grep -l $token log web.log || echo "no token in logs"
                grep -la unmistakable data/* log || echo "no content at the hub"
                python3 -c 'import sqlite3
                for row in sqlite3.connect("data/hub.db").execute("select action, count(*) from "
                    "audit_events where action like ? group by action", ("snapshot.down%",)):
                    print(*row)'
                """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let one = [
            "report.odt: 12 B", "unmistakable", "exit 1", "same", "200", "zipped", "1", "409",
            "token_refused",
        ]
        #expect(
            outcome.text.split(separator: "\n").map(String.init)
                == one + one + [
                    "409", "409", "no_such_entry", "404", "succeeded", "no token in logs",
                    "no content at the hub", "snapshot.download_offered 8",
                    "snapshot.downloaded 8",
                ], "\(outcome.text) \(outcome.errorText)")
    }

    /// Whoever waits for files does not wait until backups have ended.
    @Test func filesComeWhileTheAgentIsBusyWithBackups() async throws {
        let outcome = try await runHubScript(
            Self.script + ##"""
                echo one >tree/one; mkfifo gate
                start --data-dir=data; owner; login
                "$holdfast" enrolment-tokens create >token
                "$holdfast" agent enroll --data-dir=web --token-file=token \
                    --allow-read=$scratch/tree --allow-vaults=$scratch/vaults \
                    --allow-restore=$scratch --allow-hooks >/dev/null
                live web; said 'agent connected'; readable=1 protect web
                ready $archive; ready $repository
                "$holdfast" runs start --follow "$source" >/dev/null
                snapshot=$(get "snapshots?vault=$archive" | member items.0.id)
                for number in 1 2 3; do
                    busy=$(post sources '{"name":"busy '$number'","agent":"'$agent'",
                        "configuration":{"kind":"files","paths":["'$scratch'/tree"]},
                        "hooks":{"before":"cat '$scratch'/gate","timeLimit":3600000},
                        "vaults":["'$repository'"]}' | member id)
                    "$holdfast" runs start $busy >/dev/null
                done
                count() { "$holdfast" runs list --kind=backup --state=$1 --json | wc -l; }
                until [ "$(count running)" = 2 ]; do sleep 0.1; done
                "$holdfast" files download $snapshot $scratch/tree/one; cat one
                "$holdfast" files restore $snapshot --into=$scratch/there --follow >said.txt
                cat there$scratch/tree/one
                echo "$(count running) running, $(count queued) queued"
                """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        #expect(
            outcome.text.split(separator: "\n").map(String.init)
                == ["one: 4 B", "one", "one", "2 running, 1 queued"],
            "\(outcome.text) \(outcome.errorText)")
    }

    @Test func aSlowReaderOfALargeFileCostsTheHubNothing() async throws {
        let outcome = try await runHubScript(
            Self.script + ##"""
                mkdir -p tree; yes 'a line of a large file' | head -c 220000000 >tree/large
                start --data-dir=data; owner; login
                join web; live web; said 'agent connected'; readable=1 protect web
                ready $archive
                post sources '{"name":"large","agent":"'$agent'","vaults":["'$archive'"],
                    "configuration":{"kind":"files","paths":["'$scratch'/tree"]}}' >made
                "$holdfast" runs start --follow $(member id <made) >/dev/null
                snapshot=$(get "snapshots?vault=$archive" | member items.0.id)
                peak() { grep VmHWM /proc/$1/status | tr -dc 0-9; }
                before=$(peak $pid); web=$(peak ${lives[web]})
                fetch $(offer $snapshot '{"paths":["'$scratch'/tree/large"]}') --limit-rate 40M
                cmp got tree/large && echo whole
                [ $(($(peak $pid) - before)) -lt 40000 ] && echo "flat hub" || peak $pid
                [ $(($(peak ${lives[web]}) - web)) -lt 150000 ] && echo "flat agent" || peak $web
                over; rm got

                echo "a reader that goes away"
                token=$(offer $snapshot '{"paths":["'$scratch'/tree/large"]}')
                # Who notices first says how it ended: the agent, whose stream is gone, or the hub.
                fetch $token --limit-rate 5M >/dev/null & slow=$!
                until [ -s got ]; do sleep 0.1; done
                pkill -P $slow curl || kill $slow; wait $slow || true
                over | sed s/failed/cancelled/
                echo "a run that is cancelled"
                token=$(offer $snapshot '{"paths":["'$scratch'/tree/large"]}'); rm -f got
                fetch $token --limit-rate 5M & slow=$!
                until [ -s got ]; do sleep 0.1; done
                "$holdfast" runs cancel $(export_id) >/dev/null; over >ended
                wait $slow || echo "curl $?"; cat ended
                echo "an agent that dies"
                token=$(offer $snapshot '{"paths":["'$scratch'/tree/large"]}'); rm -f got
                fetch $token --limit-rate 5M & slow=$!
                until [ -s got ]; do sleep 0.1; done
                die web; wait $slow || echo "curl $?"
                fetch $token; live web; over
                """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let lines = outcome.text.split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "200", "whole", "flat hub", "flat agent", "succeeded", "a reader that goes away",
                "cancelled", "a run that is cancelled", "200", "curl 18",
                "cancelled", "an agent that dies", "200", "curl 18", "409", "cancelled",
            ], "\(lines) \(outcome.errorText)")
    }
}
