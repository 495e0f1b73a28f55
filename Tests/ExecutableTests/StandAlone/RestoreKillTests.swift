import TestSupport
import Testing

/// Restores that are killed at any moment, and made again.
@Suite(.timeLimit(.minutes(30))) struct RestoreKillTests {
    private static let kills = isFullLength ? 200 : 20

    /// The moments are counted in files that are there, from none to nearly all, and some time
    /// beyond: that is the same on a slow machine.
    @Test func afterAKillTheVaultIsTheSameAndAnotherRestoreFinishes() async throws {
        var random = SeededGenerator()
        let moments = (0..<Self.kills).map { _ in
            let files = Int.random(in: 0...380, using: &random)
            return "\(files)/\(Double.random(in: 0...0.03, using: &random))"
        }
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                """
                mkdir -p tree/a tree/b out
                for i in $(seq 200); do
                    head -c $((i * 400)) /dev/urandom >tree/a/$i; seq $i 3000 >tree/b/$i
                done
                holdfast key create >/dev/null
                vault=file:$scratch/vault
                holdfast vault init $vault --key=default >/dev/null
                holdfast backup tree --to=$vault >/dev/null
                sums() { (cd vault; find . -type f | LC_ALL=C sort | xargs sha256sum) | sha256sum; }
                before=$(sums)
                count() { find out -type f ! -name '.holdfast-*' | wc -l; }
                killed=0
                for moment in \(moments.joined(separator: " ")); do
                    rm -rf out; mkdir out
                    "$program" restore latest --from=$vault --target=out >/dev/null 2>&1 &
                    pid=$!
                    until [ $(count) -ge ${moment%/*} ]; do
                        kill -0 $pid 2>/dev/null || break
                    done
                    sleep ${moment#*/}
                    kill -9 $pid 2>/dev/null && killed=$((killed + 1)) || true
                    wait $pid || true
                    # What has a name is whole.
                    (cd out; find . -type f ! -name '.holdfast-*' -print0) |
                        while IFS= read -rd '' f; do cmp "out/$f" "/$f"; done
                    test "$before" = "$(sums)"
                    holdfast restore latest --from=$vault --target=out >/dev/null
                    diff -r tree out$scratch/tree
                    test -z "$(find out -name '.holdfast-*')"
                done
                echo $killed
                """)
            #expect(outcome.status == 0, "seed \(random.seed): \(outcome.errorText)")
            let killed = Int(outcome.text.dropLast()) ?? 0
            #expect(killed > Self.kills / 2, "seed \(random.seed): \(outcome.text)")
            print("\(killed) restores killed, seed \(random.seed)")
        }
    }
}
