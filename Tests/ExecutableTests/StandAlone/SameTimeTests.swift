import TestSupport
import Testing

/// A file can be another one with the size and the time it had before.
@Suite(.timeLimit(.minutes(10))) struct SameTimeTests {
    private static let prepare = """
        export HOLDFAST_PASSWORD=times vault=file:$scratch/vault
        mkdir tree; echo AAAA >tree/file; echo same >tree/same
        head -c 2000000 /dev/urandom >tree/large
        touch -d 2024-01-02T03:04:05.678901234 tree/file tree/same tree/large
        change() {
          printf BBBB | dd of=tree/file conv=notrunc status=none
          printf x | dd of=tree/large bs=1 seek=1000000 conv=notrunc status=none
          touch -d 2024-01-02T03:04:05.678901234 tree/file tree/large
        }

        """

    @Test(arguments: ["archive", "repository"])
    func whatOnlyDiffersInItsContentIsToldAsChanged(format: String) async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                Self.prepare + """
                    holdfast vault init $vault --format=\(format) >/dev/null
                    holdfast backup tree --to=$vault >/dev/null
                    change; holdfast backup tree --to=$vault >/dev/null
                    first=$(holdfast snapshots --from=$vault | sed -n '2s/ .*//p')
                    holdfast diff $first latest --from=$vault | sed "s,$scratch,,"
                    for file in file large same; do
                      holdfast versions $scratch/tree/$file --from=$vault | wc -l
                    done
                    """)
            #expect(outcome.status == 0, "\(outcome.errorText)")
            let changed = outcome.text.split(separator: "\n").filter { $0.hasPrefix("M ") }
            #expect(changed.contains { $0.hasSuffix("/tree/file") }, "\(outcome.text)")
            #expect(changed.contains { $0.hasSuffix("/tree/large") })
            #expect(!changed.contains { $0.hasSuffix("/tree/same") })
            #expect(outcome.text.hasSuffix("\n2\n2\n1\n"), "\(outcome.text)")
        }
    }

    @Test(arguments: ["archive", "repository"])
    func whoeverHasFilesOverwrittenGetsTheirContentBack(format: String) async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                Self.prepare + """
                    holdfast vault init $vault --format=\(format) >/dev/null
                    holdfast backup tree --to=$vault >/dev/null
                    cp -a tree before; change; same=$(stat -c %i tree/same)
                    restore() {
                      holdfast restore latest $scratch/tree --from=$vault --target=/ "$@" |
                        tail -n 1
                    }
                    restore --dry-run --conflict=overwrite --json
                    # Who asks for the quick way gets it.
                    restore --conflict=overwrite --unchanged=kept
                    cmp -s tree/file before/file && exit 9
                    restore --conflict=overwrite
                    diff -r tree before; [ $(stat -c %i tree/same) = $same ]
                    file=$(stat -c %i tree/file)
                    restore --conflict=overwrite
                    restore --unchanged=kept-by-hash
                    [ $(stat -c %i tree/file) = $file ]
                    """)
            #expect(outcome.status == 0, "\(outcome.errorText)\n\(outcome.text)")
            #expect(outcome.text.contains(#""changed":2"#), "\(outcome.text)")
        }
    }
}
