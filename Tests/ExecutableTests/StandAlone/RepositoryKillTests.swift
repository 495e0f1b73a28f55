import RepositorySupport
import TestSupport
import Testing

/// Backups into a repository that are killed at any moment, each beside another one that is not,
/// and made again; restic is asked after each of them.
@Suite(.timeLimit(.minutes(60))) struct RepositoryKillTests {
    private static let kills = isFullLength ? 200 : 20

    /// The moments are counted in packs that are there, from none to all, and some time beyond:
    /// that is the same on a slow machine.
    @Test func afterAKillResticFindsNothingAndARetryFinishes() async throws {
        var random = SeededGenerator()
        let moments = (0..<Self.kills).map { _ in
            let packs = Int.random(in: 0...4, using: &random)
            return "\(packs)/\(Double.random(in: 0...0.5, using: &random))"
        }
        try await withScratchFolder { scratch in
            try LightIdentity.one.makeRepository(at: "\(scratch)/vault")
            let outcome = try await Machine(scratch).run(
                """
                export HOLDFAST_PASSWORD='\(LightIdentity.password)'
                export RESTIC_PASSWORD=$HOLDFAST_PASSWORD
                vault=file:$scratch/vault
                restic() { '\(try UpstreamRestic.program(.v018))' -r vault --no-cache "$@"; }
                \(Self.rounds(moments))
                """)
            #expect(outcome.status == 0, "seed \(random.seed): \(outcome.errorText)")
            let words = outcome.text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
            let (killed, kept, twice) =
                words.count == 3 ? (words[0], words[1], words[2]) : (0, 0, 0)
            #expect(killed > Self.kills / 2, "seed \(random.seed): \(outcome.text)")
            // Kills that never hit a finished pack would prove nothing, and a pack is sent again
            // only when its sending had not ended.
            #expect(kept > 0 && twice <= killed, "seed \(random.seed): \(outcome.text)")
            print(
                "\(killed) backups killed, \(kept) finished packs kept, \(twice) sent twice, "
                    + "seed \(random.seed)")
        }
    }

    /// Prints how many were killed, how many packs were kept, and how many lie there for nothing.
    private static func rounds(_ moments: [String]) -> String {
        """
        mkdir tree other out
        count() { find vault/data -type f -name '????*' | wc -l; }
        killed=0 kept=0
        for moment in \(moments.joined(separator: " ")); do
            for i in 1 2 3 4 5; do head -c 9000000 /dev/urandom >tree/$i; done
            head -c 2000000 /dev/urandom >other/file
            before=$(count)
            "$program" backup tree --to=$vault >killed.log 2>&1 &
            pid=$!
            # Of another machine's, or it would wait for what the first keeps.
            HOME=$scratch/second "$program" backup other --to=$vault >other.log 2>&1 &
            other=$!
            until [ $(count) -ge $((before + ${moment%/*})) ]; do
                kill -0 $pid 2>/dev/null || break
            done
            sleep ${moment#*/}
            kill -9 $pid 2>/dev/null && killed=$((killed + 1)) || true
            wait $pid || true
            wait $other || { cat other.log >&2; exit 1; }
            restic check --no-lock >check.log 2>&1 || { cat check.log >&2; exit 1; }
            holdfast backup tree --to=$vault >again.log 2>&1 || { cat again.log >&2; exit 1; }
            sent=$(sed -n 's/.*, \\([0-9]*\\) parts\\{0,1\\} sent before.*/\\1/p' again.log)
            kept=$((kept + ${sent:-0}))
        done
        # Nobody unlocks: our runs have done that.
        restic check --read-data >check.log 2>&1 || { cat check.log >&2; exit 1; }
        grep -q 'no errors were found' check.log
        for name in tree other; do
            restic restore latest --path $scratch/$name --target out >/dev/null
            diff -r $name out$scratch/$name
        done
        twice=$(sed -n 's/^\\([0-9]*\\) additional files were found.*/\\1/p' check.log)
        echo $killed $kept ${twice:-0}
        """
    }
}
