import TestSupport
import Testing

/// What a restore has said yes to is on the disk: judged by the calls it makes.
@Suite(.timeLimit(.minutes(10))) struct RestoreDurabilityTests {
    /// Every file system once, after the last thing that was made there, and nothing after it.
    @Test func everyFileSystemIsSynchronizedOnceAtTheEnd() async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                """
                mkdir tree tree/a tree/b; for i in 1 2 3; do echo $i > tree/a/$i; done
                head -c 1000000 /dev/urandom > tree/b/large; ln tree/a/1 tree/a/again
                holdfast key create >/dev/null
                holdfast vault init file:$scratch/vault --key=default >/dev/null
                holdfast backup tree --to=file:$scratch/vault >/dev/null
                mkdir -p out$scratch/tree/b; mount -t tmpfs -o size=64m none out$scratch/tree/b
                trap 'umount $scratch/out$scratch/tree/b' EXIT
                calls=syncfs,mkdirat,linkat,symlinkat,mknodat,renameat,renameat2,fchmod,utimensat
                strace -f -y -qq -o calls -e trace=$calls,ftruncate,pwrite64,exit_group \\
                    $program restore latest --from=file:$scratch/vault --target=out \\
                    --conflict=overwrite >said
                grep -v resumed calls | sed -E 's/^[0-9]+ +//' > plain
                grep -c '^syncfs' plain; grep '^syncfs' plain | grep -c '= 0$'
                grep '^syncfs' plain | sort -u | wc -l
                # After the first of them comes nothing that changes anything.
                grep -cE '^(renameat|pwrite64)' plain
                sed -n '/^syncfs/,$p' plain | grep -vE '^syncfs|^exit_group|^[+]' || true
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)")
            let lines = outcome.text.split(separator: "\n")
            try #require(lines.count >= 4, "\(outcome.text)")
            #expect(lines[..<3] == ["2", "2", "2"])
            // The calls that were looked for are the calls that are made.
            #expect(Int(lines[3]).map { $0 >= 5 } == true)
            #expect(lines[4...] == [])
        }
    }

    /// A name that outlives a power cut leads to what was restored.
    @Test func largeFilesAreOnTheDiskBeforeTheyHaveTheirNames() async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                """
                mkdir tree out; truncate -s 3000000 tree/holes
                head -c 1000000 /dev/urandom | dd of=tree/holes conv=notrunc status=none
                head -c 1000000 /dev/urandom > tree/large
                holdfast key create >/dev/null
                holdfast vault init file:$scratch/vault --key=default >/dev/null
                holdfast backup tree --to=file:$scratch/vault >/dev/null
                strace -f -qq -o calls -e trace=fdatasync,linkat,renameat,renameat2 \\
                    $program restore latest --from=file:$scratch/vault --target=out >said
                sed -E 's/^[0-9]+ +//' calls | grep -oE '^fdatasync|"(holes|large)"' | sort |
                    uniq -c
                grep -nE 'fdatasync' calls | head -1 | cut -d: -f1
                grep -nE '"holes"|"large"' calls | head -1 | cut -d: -f1
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)")
            let lines = outcome.text.split(separator: "\n").map { $0.drop { $0 == " " } }
            try #require(lines.count == 5, "\(outcome.text)")
            #expect(lines[..<3] == ["1 \"holes\"", "1 \"large\"", "2 fdatasync"])
            let (first, named) = (Int(lines[3]) ?? 0, Int(lines[4]) ?? 0)
            #expect(first > 0 && first < named, "\(outcome.text)")
        }
    }

    @Test func deepTreesAndInheritedListsComeBack() async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                """
                mkdir tree lists; (cd tree
                python3 - <<'PY'
                import os
                for number in range(3000):
                    os.mkdir('d'); os.chdir('d')
                open('end', 'w').write('deep')
                PY
                )
                setfacl -d -m u:5:rwx,g:6:r lists; mkdir lists/below; echo x > lists/below/file
                setfacl -m u:7:r lists/below/file; setfacl -b -k lists/below
                holdfast key create >/dev/null
                holdfast vault init file:$scratch/vault --key=default >/dev/null
                holdfast backup tree lists --to=file:$scratch/vault >/dev/null
                holdfast restore latest --from=file:$scratch/vault --target=out >/dev/null
                cat > depth.py <<'PY'
                import os, sys
                os.chdir(sys.argv[1]); count = 0
                while os.path.isdir('d'):
                    os.chdir('d'); count += 1
                print(count, open('end').read())
                PY
                python3 depth.py out$scratch/tree
                getfacl -R lists > one; (cd out$scratch; getfacl -R lists) > two; cmp one two
                grep -c '^default:' two
                holdfast drill latest --from=file:$scratch/vault | tail -n 1
                rm -r tree out
                """)
            #expect(outcome.status == 0, "\(outcome.errorText)")
            #expect(outcome.text.hasPrefix("3000 deep\n"), "\(outcome.text)")
            #expect(outcome.text.hasSuffix("verdict     passed\n"), "\(outcome.text)")
        }
    }
}
