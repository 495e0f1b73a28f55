import TestSupport
import Testing

/// How far commands step back for others, as the kernel tells it.
@Suite(.timeLimit(.minutes(10))) struct NicenessTests {
    /// Every thread of a command that waits for its vault, which is a pipe nobody writes to.
    @Test(arguments: [
        "backup tree --to=file:$scratch/vault",
        "restore latest --target=out --from=file:$scratch/vault",
        "check --from=file:$scratch/vault --read-data", "drill latest --from=file:$scratch/vault",
    ]) func everyThreadStepsBack(_ command: String) async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                """
                mkdir tree; head -c 150M /dev/urandom > tree/large
                holdfast key create >/dev/null
                holdfast vault init file:$scratch/vault --key=default >/dev/null
                holdfast backup tree --to=file:$scratch/vault >/dev/null
                look() { # how each thread is doing, once the work has begun
                    "$program" \(command) --limit-upload=1MiB --limit-download=1MiB "$@" \\
                        >/dev/null 2>&1 & pid=$!
                    until [ $(ls /proc/$pid/task | wc -l) -ge 5 ]; do :; done
                    for thread in $(ls /proc/$pid/task); do
                        # Dispatch's own, which only pass things on, set themselves.
                        stat=$(cat /proc/$pid/task/$thread/stat || true)
                        case "$stat" in ''|*qos*) continue;; esac
                        echo "$(cut -d' ' -f17 <<<"${stat##*) }") $(ionice -p $thread)"
                    done | sort | uniq -c | sed -E 's/^ +[0-9]+ //'
                    kill -9 $pid; wait $pid || true
                }
                echo plain; look; echo nice; look --nice=7 --io-class=idle
                echo best; look --io-class=best-effort
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)")
            #expect(
                outcome.text.split(separator: "\n") == [
                    "plain", "0 none: prio 0", "nice", "7 idle", "best", "0 best-effort: prio 7",
                ], "\(outcome.text)")
        }
    }
}
