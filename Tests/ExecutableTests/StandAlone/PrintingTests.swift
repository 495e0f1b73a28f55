import FilesSupport
import TestSupport
import Testing

/// What commands print of a vault, beside lists.
@Suite(.timeLimit(.minutes(10))) struct PrintingTests {
    @Test(arguments: ["archive", "repository"])
    func aRestoreMayGoToStandardOutput(format: String) async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                """
                export HOLDFAST_PASSWORD=printed HOLDFAST_VAULT=file:$scratch/vault
                mkdir -p tree/sub out; echo one >tree/a; echo two >tree/sub/b; ln tree/a tree/z
                holdfast vault init $HOLDFAST_VAULT --format=\(format) >/dev/null
                holdfast backup tree --to=$HOLDFAST_VAULT >/dev/null
                [ "$(holdfast restore latest $scratch/tree/a --to-stdout)" = one ]
                [ "$(holdfast restore latest $scratch/tree/z --to-stdout)" = one ]
                holdfast restore latest $scratch/tree --to-stdout | tar -x -C out
                diff -r tree out$scratch/tree
                some="$scratch/tree/a $scratch/tree/sub"
                holdfast restore latest $some --to-stdout | tar -t | wc -l
                refused() { local code=0; "${@:2}" >words 2>&1 || code=$?; [ $code = $1 ] || {
                  echo "$code: ${*:2}"; cat words; exit 1; }; }
                refused 5 holdfast restore latest nothere --to-stdout
                refused 2 holdfast restore latest
                refused 2 holdfast restore latest --to-stdout --target=out
                refused 2 holdfast restore latest --to-stdout --dry-run
                holdfast stats
                holdfast stats --json
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)\n\(outcome.text)")
            #expect(outcome.text.hasPrefix("3\nsnapshots  1\n"), "\(outcome.text)")
            #expect(outcome.text.contains("stored     "))
            #expect(outcome.text.contains(#""snapshots":1"#))
        }
    }

    /// The parts of a check are everything together, and each the same each time.
    @Test(arguments: ["archive", "repository"])
    func aCheckMayReadOnePartOfSeveral(format: String) async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                """
                export HOLDFAST_PASSWORD=parts HOLDFAST_VAULT=file:$scratch/vault
                mkdir tree
                holdfast vault init $HOLDFAST_VAULT --format=\(format) >/dev/null
                for i in {1..6}; do
                  head -c 100000 /dev/urandom >tree/$i
                  holdfast backup tree --to=$HOLDFAST_VAULT >/dev/null
                done
                read_of() {
                  holdfast check "$@" --json | grep -o '"bytesRead":[0-9]*' | cut -d: -f2; }
                sum=0; for part in 1 2 3; do
                  one=$(read_of --read-data-subset=$part/3)
                  [ $one = $(read_of --read-data-subset=$part/3) ]
                  sum=$((sum + one))
                done
                # What is small is read each time.
                all=$(read_of --read-data)
                [ $sum -ge $all ] && [ $sum -lt $((all + all / 10)) ] || echo "$sum of $all"
                for wrong in 0/3 4/3 3 1/0 a/b 5; do
                  code=0; holdfast check --read-data-subset=$wrong 2>/dev/null || code=$?
                  [ $code = 2 ]
                done
                victim=$(find vault -size +80k -type f | head -1)
                printf x | dd of=$victim bs=1 seek=50000 conv=notrunc status=none
                for part in 1 2 3; do
                  holdfast check --read-data-subset=$part/3 >/dev/null 2>&1 || echo "found $?"
                done
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)\n\(outcome.text)")
            #expect(outcome.text == "found 9\n", "\(outcome.text)")
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func shellsTakeTheCompletion(shell: String) async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                """
                holdfast completion \(shell) >script
                grep -q read-data-subset script
                \(shell) -n script
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)\n\(outcome.text)")
        }
    }

    /// No right would help: the disk is the reason.
    @Test(arguments: ["archive", "repository"])
    func aReadOnlyDiskIsNoMatterOfRights(format: String) async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                """
                export HOLDFAST_PASSWORD=readonly
                mkdir disk tree; echo one >tree/a; mount -t tmpfs -o size=50m tmpfs disk
                trap 'umount $scratch/disk' EXIT
                holdfast vault init file:$scratch/disk/vault --format=\(format) >/dev/null
                holdfast backup tree --to=file:$scratch/disk/vault >/dev/null
                mount -o remount,ro disk
                code=0; holdfast backup tree --to=file:$scratch/disk/vault 2>&1 || code=$?
                echo "code $code"
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)\n\(outcome.text)")
            #expect(outcome.text.hasSuffix("code 10\n"), "\(outcome.text)")
        }
    }
}
