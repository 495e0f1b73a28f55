import TestSupport
import Testing

/// Rehearsed restores through the executable, of real trees with real databases.
@Suite(.timeLimit(.minutes(10))) struct DrillCommandTests {
    /// A vault at `vault` with one snapshot of `tree`, which `fill` makes.
    private static func prelude(_ fill: String) -> String {
        """
        mkdir tree; (cd tree; \(fill)) >/dev/null
        holdfast key create >/dev/null
        holdfast vault init file:$scratch/vault --key=default >/dev/null
        holdfast backup tree --to=file:$scratch/vault >/dev/null
        from=--from=file:$scratch/vault

        """
    }

    private static let databases = """
        sqlite3 app.db 'CREATE TABLE t (a); INSERT INTO t VALUES (1)'
        sqlite3 photo.jpg 'PRAGMA journal_mode=WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1)'
        : > zero.db; head -c 300000 /dev/urandom > noise; ln noise again; mkfifo pipe
        ln -s /etc/passwd link; mkdir empty; touch $'\\xff\\xfe'
        truncate -s 3M sparse; printf x | dd of=sparse bs=1 seek=1000000 conv=notrunc status=none
        """

    @Test func aSoundVaultPassesAndLeavesNothing() async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                Self.prelude(Self.databases) + """
                    holdfast drill latest $from; echo "code $?"
                    holdfast drill latest $scratch/tree/app.db $from --json --scratch=$scratch |
                        grep -o '"verdict":"passed".*"databases":1'
                    ls -A $HOME/.cache/holdfast/drills; ls -d $scratch/holdfast-drill-* || true
                    """)
            #expect(outcome.status == 0, "\(outcome.errorText)")
            #expect(outcome.text.contains("6 files, 3.3 MiB, 2 databases"), "\(outcome.text)")
            #expect(outcome.text.contains("first byte  after"))
            #expect(outcome.text.contains("verdict     passed\ncode 0\n"), "\(outcome.text)")
            #expect(outcome.text.contains(#""verdict":"passed""#), "\(outcome.text)")
            #expect(!outcome.text.contains("holdfast-drill"), "\(outcome.text)")
        }
    }

    @Test func aFlippedByteAndADamagedDatabaseFail() async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                Self.prelude(
                    """
                    sqlite3 app.db 'CREATE TABLE t (a); WITH n(i) AS (SELECT 1 UNION ALL
                        SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO t SELECT hex(i) FROM n'
                    dd if=/dev/zero of=app.db bs=4096 seek=3 count=1 conv=notrunc
                    head -c 3000000 /dev/urandom > noise
                    """) + """
                        set +e
                        holdfast drill latest $from; echo "database $?"
                        part=$(find vault -name payload.part000001)
                        printf '\\377\\000' | dd of=$part bs=1 seek=1000000 conv=notrunc status=none
                        holdfast drill latest $from; echo "flipped $?"
                        rm $part
                        holdfast drill latest $from; echo "missing $?"
                        ls -A $HOME/.cache/holdfast/drills
                        """)
            let text = outcome.text
            #expect(
                text.contains("tree/app.db is what was backed up, and as a database"), "\(text)")
            #expect(text.contains("verdict     failed, 1 finding\ndatabase 12\n"), "\(text)")
            #expect(text.contains("finding: payload.part000001"), "\(text)")
            #expect(text.contains("flipped 12\n"), "\(text)")
            #expect(text.hasSuffix("missing 9\n"), "\(text)")
        }
    }

    @Test func whatNoRestoreReadsFailsToo() async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                Self.prelude("head -c 3000000 /dev/urandom > noise; cp noise again; echo x > x")
                    + """
                    export HOLDFAST_PASSWORD=secret
                    holdfast backup tree --init --format=repository --to=file:$scratch/repository \
                        >/dev/null
                    flip() { python3 -c 'import sys
                    with open(sys.argv[1], "r+b") as file:
                        file.seek(int(sys.argv[2]), 0 if int(sys.argv[2]) >= 0 else 2)
                        byte = file.read(1)[0]; file.seek(-1, 1); file.write(bytes([byte ^ 4]))
                    ' "$@"; }
                    set +e
                    judge() {
                        holdfast drill latest --from=file:$scratch/$1 >before; sound=$?
                        flip $2 $3
                        holdfast drill latest --from=file:$scratch/$1 >after; code=$?
                        name=$(basename $2)
                        named=$(cat after)
                        ! grep -q "finding: .*${name:0:16}" after || named=named
                        holdfast drill latest $scratch/tree/x --from=file:$scratch/$1 >chosen
                        echo "$sound $code $named $?"
                        flip $2 $3
                    }
                    judge vault $(find vault -name RESTORE.txt) 100
                    judge vault $(find vault -name SHA256SUMS) 100
                    for pack in repository/data/*/*; do judge repository $pack -3; done | sort -u
                    index=$(find repository/index -type f | head -n 1)
                    judge repository $index 60
                    """)
            #expect(
                outcome.text == """
                    0 12 named 12
                    0 12 named 12
                    0 12 named 0
                    0 12 named 12

                    """, "\(outcome.text)\(outcome.errorText)")
        }
    }

    @Test func whatAKilledDrillLeavesIsSwept() async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                Self.prelude(
                    "for i in $(seq 2000); do echo $i > $i; done; head -c 90M /dev/urandom > z"
                ) + """
                    place=$HOME/.cache/holdfast/drills; mkdir -p $place/mine/tree
                    left=none
                    for signal in KILL INT; do
                        "$program" drill latest $from >/dev/null 2>&1 & pid=$!
                        until find $place -path '*-drill-*' -name 1 | grep -vq $left; do :; done
                        kill -$signal $pid; code=0; wait $pid || code=$?
                        echo "$signal $code $(ls $place | wc -l)"
                        left=$(ls $place | grep drill || echo none)
                    done
                    holdfast drill latest $from | tail -n 1; ls $place
                    """)
            #expect(outcome.status == 0, "\(outcome.errorText)")
            // The second drill swept what the first had left, and cleared up after itself.
            #expect(
                outcome.text == "KILL 137 2\nINT 130 1\nverdict     passed\nmine\n",
                "\(outcome.text)\(outcome.errorText)")
        }
    }

    @Test func aSmallDiskIsNoticedBefore() async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                Self.prelude("head -c 9M /dev/urandom > a; truncate -s 1G hollow") + """
                    mkdir small; mount -t tmpfs -o size=4m none small
                    trap 'umount $scratch/small' EXIT
                    set +e
                    holdfast drill latest $from --scratch=small; echo "code $?"
                    holdfast drill latest $scratch/tree/hollow $from --scratch=small | tail -n 1
                    ls -A small
                    """)
            #expect(outcome.text == "code 10\nverdict     passed\n", "\(outcome.text)")
            #expect(outcome.errorText.contains("the drill needs 9.0 MiB"), "\(outcome.errorText)")
            #expect(outcome.errorText.contains("--scratch"), "\(outcome.errorText)")
        }
    }

    @Test func anOrdinaryUserDrillsWhatRootBackedUp() async throws {
        try await withScratchFolder { scratch in
            let outcome = try await Machine(scratch).run(
                Self.prelude(
                    Self.databases + """

                        mknod dev c 1 3; chmod 4755 app.db; mkdir locked; touch locked/x
                        chmod 555 locked; chown 7:8 noise
                        """) + """
                        chmod 755 $scratch; cp $program $scratch/program; cp -r vault theirs
                        mkdir other; cp -r home/.local other
                        chown -R 65534:65534 theirs other
                        HOME=$scratch/other setpriv --reuid=65534 --regid=65534 --clear-groups \
                            $scratch/program drill latest --from=file:$scratch/theirs
                        ls -A other/.cache/holdfast/drills
                        """)
            #expect(outcome.status == 0, "\(outcome.text)\(outcome.errorText)")
            #expect(outcome.text.contains("tree/dev is a device"), "\(outcome.text)")
            #expect(outcome.text.hasSuffix("verdict     passed, 1 note\n"), "\(outcome.text)")
        }
    }
}
