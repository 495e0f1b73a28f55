import TestSupport
import Testing

/// Runs at a hub through the executables: a real hub, real agents, and stock tools that look at
/// what came of it.
@Suite(.timeLimit(.minutes(10))) struct RunsTests {
    @Test func aRunIsStartedFollowedAndFoundByStockTools() async throws {
        let outcome = try await runHubScript(
            runScript + ##"""
                seq 300 | split -l 1 -a 3 - tree/f
                start --data-dir=data; owner; login
                join web; live web; said 'agent connected'; protect web
                ready $archive; ready $repository; echo "vaults are ready"
                "$holdfast" runs start --follow "$source" >followed; echo "followed: $?"
                run=$(get 'runs?kind=backup' | member items.0.id)
                grep -c -E ' (queued|given|began|finalizing|ended)( |$)' followed
                "$holdfast" runs show $run | head -n 1 | sed "s/$run/RUN/"
                "$holdfast" snapshots list --run=$run --json | grep -c "\"run\":\"$run\""
                export RESTIC_PASSWORD='correct horse'
                tags=$(restic -r vaults/web-repository snapshots --json --no-lock | member 0.tags)
                case $tags in *holdfast-run:$run*) echo "restic finds it" ;; esac
                restic -r vaults/web-repository check --no-lock >/dev/null
                echo "restic is content: $?"
                folder=$(dirname $(find vaults/web-archive -name payload.part000001))
                case $folder in *$run*) echo "the archive is named after it" ;; esac
                (cd $folder && sha256sum --quiet -c SHA256SUMS) && echo "sums are right"
                for part in $folder/payload.part*; do age -d -i web.key $part; done |
                    zstd -dq | tar -t | grep -c tree/f
                get "runs/$run/log" | tail -n 1 | cut -d ' ' -f 2-
                "$holdfast" runs start "$source" >/dev/null
                "$holdfast" runs list --source=$source --json | wc -l
                """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let lines = outcome.text.split(separator: "\n").map {
            $0.split(separator: " ").joined(separator: " ")
        }
        #expect(
            lines == [
                "vaults are ready", "followed: 0", "5", "backup RUN is succeeded.", "2",
                "restic finds it", "restic is content: 0", "the archive is named after it",
                "sums are right", "300", "info ended attempt=1 code=succeeded", "2",
            ], "\(outcome.text) \(outcome.errorText)")
    }

    @Test func whatIsAskedForWhileAnAgentIsAwayIsDoneWhenItIsBack() async throws {
        let outcome = try await runHubScript(
            runScript + ##"""
                seq 30 | split -l 1 -a 3 - tree/f
                start --data-dir=data; owner; login
                join web; live web; said 'agent connected'; protect web
                ready $archive; ready $repository; die web
                one=$("$holdfast" runs start --json $source | member id)
                other=$("$holdfast" runs start --json $source | member id)
                [ $one = $other ] && echo "asked twice, one run"
                echo "$(state $one)"
                live web
                "$holdfast" runs follow $one >/dev/null; echo "followed: $?"
                die web
                three=$("$holdfast" runs start --json $source | member id)
                "$holdfast" runs cancel $three | sed "s/$three/RUN/"
                "$holdfast" runs cancel $three | sed "s/$three/RUN/"
                "$holdfast" runs cancel $one || echo "exit $?"
                "$holdfast" runs follow $three | tail -n 3 | head -n 1 | sed "s/$three/RUN/"
                "$holdfast" runs start --help >/dev/null && echo done
                """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let lines = outcome.text.split(separator: "\n").map(String.init)
        #expect(
            lines.prefix(3) == ["asked twice, one run", "queued", "followed: 0"],
            "\(outcome.text) \(outcome.errorText)")
        #expect(lines.filter { $0 == "Run RUN is cancelled." }.count == 2)
        #expect(lines.contains("exit 1") && outcome.errorText.contains("run_moved"))
    }
}
