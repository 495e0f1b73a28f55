import StoreSupport
import TestSupport
import Testing

/// What a hub lets agents take of their machines, through the executables.
@Suite(.timeLimit(.minutes(10))) struct LimitTests {
    private let tools = ##"""
        limit() { "$holdfast" agents limit --all --yes "$@" | tail -n 1; }
        threads() { # how far each steps back; the last to be told may have begun just now
            for thread in $(ls /proc/${lives[web]}/task); do
                # Dispatch's own, which only pass things on, set themselves.
                stat=$(cat /proc/${lives[web]}/task/$thread/stat || true)
                case "$stat" in ''|*qos*) continue;; esac
                cut -d' ' -f17 <<<"${stat##*) }"
            done | sort -u | xargs
        }
        stepped() { until [ "$(threads)" = "$1" ]; do :; done; echo "all at $1"; }
        states() { for run in "${runs[@]}"; do state $run; done | sort | xargs; }
        came() {
            until [ "$(states)" = "$1" ]; do
                case $(states) in *succeeded*|*failed*) states; exit 71 ;; esac
            done
            echo "$1"
        }

        """##

    /// What is stored here would take an hour by the limit: whatever ends was let go.
    @Test func anAgentTakesOfItsMachineWhatItsHubLetsIt() async throws {
        let outcome = try await runHubScript(
            runScript + tools + ##"""
                for part in a b c; do
                    mkdir tree/$part; head -c 30M /dev/urandom >tree/$part/large
                done
                start --data-dir=data; owner; login
                "$holdfast" enrolment-tokens create >token
                "$holdfast" agent enroll --data-dir=web --token-file=token --allow-read=$scratch \
                    --allow-vaults=$scratch/vaults --allow-restore=$scratch/out >/dev/null
                live web; said 'agent connected'; readable=1 protect web; ready $archive
                "$holdfast" agents limit --all --at-once=1 | tail -n 2 |
                    sed "s/^$(hostname)/web/" | xargs -L 1
                limit --at-once=1 --upload=8KiB --nice=7; stepped 7
                die web; live web; said 'agent connected'; stepped 7
                "$holdfast" agents show $(hostname) | grep '^limits' | xargs
                runs=()
                for part in a b c; do
                    source=$(post sources '{"name":"'$part'","agent":"'$agent'",
                        "configuration":{"kind":"files","paths":["'$scratch'/tree/'$part'"]},
                        "retry":{"attemptsMax":10,"firstWait":1000,"patience":86400000},
                        "vaults":["'$archive'"]}' | member id)
                    runs+=($("$holdfast" runs start $source --json | member id))
                done
                came 'queued queued running'
                limit --at-once=3; came 'running running running'
                # Only who may come forward again does.
                back=7; nice sh -c 'renice -n 0 $$' >/dev/null 2>&1 && back=0
                limit --nice=none; stepped $back | sed "s/$back/its own/"
                came 'running running running'
                limit --upload=none --at-once=none
                for run in "${runs[@]}"; do "$holdfast" runs follow $run >/dev/null; done
                states
                # One run alone is held back, and the others are not.
                for part in a b; do head -c 30M /dev/urandom >tree/$part/more; done
                runs=($("$holdfast" runs start a --upload=8KiB --json | member id))
                came running; get runs/${runs[0]} | member bandwidth
                "$holdfast" runs start b --follow >/dev/null; came running
                "$holdfast" runs cancel ${runs[0]} >/dev/null
                snapshot=$("$holdfast" snapshots list --vault=$archive --json | head -n 1 |
                    member id)
                mkdir out
                restore() { "$holdfast" files restore $snapshot --into=$scratch/out/"$@"; }
                runs=($(restore one --download=8KiB --json | member id)); came running
                restore two --follow >/dev/null; came running; 
                cmp tree/b/more $(find out/two -name more)
                "$holdfast" runs cancel ${runs[0]} >/dev/null
                "$holdfast" agents limit --all --nice=20 || echo "exit $?"
                "$holdfast" agents limit --all || echo "exit $?"
                "$holdfast" agents limit --all --upload=1 || echo "exit $?"
                stop
                """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        #expect(
            outcome.text.split(separator: "\n") == [
                "web – at-once=1", "Nothing is done yet: add --yes.", "1 changed.", "all at 7",
                "all at 7",
                "limits.atOnce 1 limits.upload 8192 limits.niceness 7", "queued queued running",
                "1 changed.", "running running running", "1 changed.", "all at its own",
                "running running running", "1 changed.",
                "succeeded succeeded succeeded", "running", "{'upload': 8192}", "running",
                "running", "running", "exit 2", "exit 2", "exit 2",
            ], "\(outcome.text) \(outcome.errorText)")
    }
}
