import TestSupport
import Testing

/// The hub's own machine: protected by a process beside the hub that nobody had to set up.
@Suite(.timeLimit(.minutes(4))) struct OwnMachineTests {
    @Test func aNewcomerBacksUpThisMachineAtOnce() async throws {
        let outcome = try await runHubScript(
            runScript + ##"""
                seq 300 | split -l 1 -a 3 - tree/f
                # Of this hub: other tests have agents, too.
                own="agent ru[n] .*$scratch"; agents() { pgrep -fc "$own" || true; }
                start --data-dir=$scratch/data --with-agent
                [ "$(agents)" = 0 ] && echo "nobody owns it, nobody joins"
                owner; login; said 'this machine has joined'
                until [ "$("$holdfast" agents list --json | member presence)" = connected ]; do
                    sleep 0.2; done
                agent=$(newest_agent)
                vault=$(post vaults '{"name":"Here","format":"repository","owner":"'$agent'",
                    "place":"file:'$scratch'/data/vaults/here",
                    "secrets":{"passphrase":"correct horse"}}' | member id)
                source=$("$holdfast" sources create --name=Tree --on=$agent --path=$scratch/tree \
                    --to=$vault --json | member id)
                ready $vault
                "$holdfast" runs start --follow $source >/dev/null; echo "followed: $?"
                RESTIC_PASSWORD='correct horse' restic -r data/vaults/here ls latest --no-lock \
                    | grep -c /tree/f
                # Whatever ends it, it comes back.
                first=$(pgrep -f "$own"); kill -9 $first
                until [ "$(pgrep -f "$own")" != "$first" ] && [ "$(agents)" = 1 ]
                do sleep 0.1; done
                echo "it is there again"
                "$holdfast" runs start --follow $source >/dev/null; echo "followed: $?"
                stop; [ "$(agents)" = 0 ] && echo "it ends with its hub"
                start --data-dir=$scratch/data --with-agent; said 'agent connected'
                kill -9 $pid; until [ "$(agents)" = 0 ]; do sleep 0.1; done
                echo "and when its hub is gone"
                stat -c %a data/agent.sock
                """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        #expect(
            outcome.text.split(separator: "\n").map(String.init) == [
                "nobody owns it, nobody joins", "followed: 0", "300", "it is there again",
                "followed: 0", "it ends with its hub", "and when its hub is gone", "600",
            ], "\(outcome.text) \(outcome.errorText)")
    }
}
