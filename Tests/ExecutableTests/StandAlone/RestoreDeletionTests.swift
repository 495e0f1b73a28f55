import TestSupport
import Testing

/// `restore --delete` through the executable: off by default, planned first, and bounded.
@Suite(.timeLimit(.minutes(10))) struct RestoreDeletionTests {
    @Test(arguments: ["archive", "repository"])
    func whatIsNotInTheSnapshotGoesWhereItWasAsked(format: String) async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                """
                export HOLDFAST_PASSWORD=delete HOLDFAST_VAULT=file:$scratch/vault
                mkdir -p tree/sub; echo one >tree/a; echo two >tree/sub/b
                holdfast vault init $HOLDFAST_VAULT --format=\(format) >/dev/null
                holdfast backup tree --to=$HOLDFAST_VAULT >/dev/null
                cp -a tree before; mkdir tree/new; touch tree/new/x tree/sub/y beside
                restore() { holdfast restore latest $scratch/tree --target=tree \\
                  --map=${scratch#/}/tree=. --conflict=overwrite "$@"; }
                restore >/dev/null; [ -e tree/sub/y ]
                restore --delete --dry-run | grep '^deleted'
                [ -e tree/sub/y ] && [ -e tree/new/x ]
                restore --delete --json | tail -n 1 | grep -o '"deleted":[0-9]*'
                diff -r tree before; [ -e beside ]
                refused() { local code=0; "${@:2}" >words 2>&1 || code=$?; [ $code = $1 ] || {
                  echo "$code: ${*:2}"; cat words; exit 1; }; }
                touch tree/kept; ln -s / root
                refused 2 holdfast restore latest --target=/ --delete --conflict=skip
                refused 2 holdfast restore latest --target=$scratch/root --delete --conflict=skip
                refused 2 restore --delete --exclude='*.x'
                refused 2 holdfast restore latest --target=tree --delete --conflict=rename
                refused 5 holdfast restore latest nothere --target=tree --delete
                # Above what was backed up a snapshot holds only the way.
                mkdir out; holdfast restore latest --target=out >/dev/null
                touch out/kept out/tmp/kept; touch out$scratch/tree/gone
                holdfast restore latest --target=out --delete
                [ -e out/kept ] && [ -e out/tmp/kept ] && [ ! -e out$scratch/tree/gone ]
                [ -e tree/kept ]
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)\n\(outcome.text)")
            #expect(
                outcome.text.hasPrefix("deleted: new\ndeleted: sub/y\n"), "\(outcome.text)")
            #expect(outcome.text.contains("\n\"deleted\":2\n"), "\(outcome.text)")
            #expect(outcome.text.contains("1 deleted"))
        }
    }

    /// Of a folder whose list is damaged nobody knows what was in it.
    @Test func nothingGoesWhereTheSnapshotIsDamaged() async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                """
                export HOLDFAST_PASSWORD=delete HOLDFAST_VAULT=file:$scratch/vault
                mkdir -p tree/sub; echo one >tree/a; head -c 200000 /dev/urandom >tree/sub/b
                holdfast vault init $HOLDFAST_VAULT --format=repository >/dev/null
                holdfast backup tree --to=$HOLDFAST_VAULT >/dev/null
                touch tree/new
                victim=$(find vault/data -type f -size +100k)
                printf x | dd of=$victim bs=1 seek=50000 conv=notrunc status=none
                code=0
                holdfast restore latest --target=tree --map=${scratch#/}/tree=. --delete \\
                  --conflict=overwrite --unchanged=restored 2>&1 || code=$?
                echo "code $code"; [ -e tree/new ]
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)\n\(outcome.text)")
            #expect(outcome.text.contains("nothing was deleted"), "\(outcome.text)")
            #expect(outcome.text.hasSuffix("code 3\n"))
        }
    }
}
