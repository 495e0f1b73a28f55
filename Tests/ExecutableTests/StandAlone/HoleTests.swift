import TestSupport
import Testing

/// A file that is mostly a hole takes no more room when it comes back than it took before.
@Suite(.timeLimit(.minutes(10))) struct HoleTests {
    @Test(arguments: ["archive", "repository"])
    func holesFitWhereOnlyTheDataDoes(format: String) async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                """
                export HOLDFAST_PASSWORD=holes vault=file:$scratch/vault
                mkdir tree small; mount -t tmpfs -o size=50m tmpfs small
                trap 'umount $scratch/small' EXIT
                truncate -s 3G tree/hole
                truncate -s 100000001 tree/odd
                head -c 1000000 /dev/urandom >tree/mixed; truncate -s 200M tree/mixed
                head -c 1000000 /dev/urandom >>tree/mixed; truncate -s 400M tree/mixed
                holdfast vault init $vault --format=\(format) >/dev/null
                holdfast backup tree --to=$vault >/dev/null
                holdfast drill latest --from=$vault --scratch=$scratch/small
                holdfast restore latest --from=$vault --target=small
                for file in hole odd mixed; do
                  cmp tree/$file small$scratch/tree/$file
                  stat -c '%n %b' tree/$file small$scratch/tree/$file
                  before=$(stat -c %b tree/$file) after=$(stat -c %b small$scratch/tree/$file)
                  # At its edges a hole is cut where pieces are: a few of them.
                  [ $after -le $((before + 8192)) ]
                done
                [ $(stat -c %b small$scratch/tree/hole) = 0 ]
                [ $(stat -c %b small$scratch/tree/odd) = 0 ]
                # As a tar archive, where tar keeps holes too.
                mkdir out; holdfast dump latest --tar --from=$vault | tar -x -C out
                cmp tree/mixed out$scratch/tree/mixed
                [ $(stat -c %b out$scratch/tree/hole) -lt 100 ]
                cmp tree/odd <(holdfast dump latest $scratch/tree/odd --from=$vault)
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)\n\(outcome.text)")
        }
    }
}
