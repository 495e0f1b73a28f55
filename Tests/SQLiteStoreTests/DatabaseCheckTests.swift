import Host
import TestSupport
import Testing

@testable import SQLiteStore

/// Databases of other programs, as the stock program makes and breaks them.
@Suite(.timeLimit(.minutes(5))) struct DatabaseCheckTests {
    private static let rows = """
        CREATE TABLE t (a PRIMARY KEY, b);
        WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
            INSERT INTO t SELECT hex(i), randomblob(40) FROM n;
        """

    @Test(arguments: [
        "", "PRAGMA journal_mode=WAL;", "PRAGMA page_size=512;", "PRAGMA encoding='UTF-16';",
        "PRAGMA auto_vacuum=2;",
    ]) func aWholeOneIsWhole(_ settings: String) async throws {
        try await Place.with { place in
            _ = try place.sqlite3(settings + Self.rows)
            #expect(try Self.verdict(place) == .whole([]))
        }
    }

    /// The store's own settings refuse such a schema.
    @Test func textInDoubleQuotesIsNoDamage() async throws {
        try await Place.with { place in
            try place.run(
                """
                sqlite3 hub.db <<'SQL'
                CREATE TABLE t (a, b DEFAULT "none", CHECK (a <> "nothing"));
                CREATE INDEX i ON t (a) WHERE b = "none"; INSERT INTO t (a) VALUES ('x');
                SQL
                """)
            #expect(try Self.verdict(place) == .whole([]))
        }
    }

    @Test(arguments: [
        "dd if=/dev/zero of=hub.db bs=4096 seek=5 count=1 conv=notrunc",
        "truncate -s 30000 hub.db", "truncate -s 100 hub.db", "truncate -s 50 hub.db",
        "printf '\\\\377' | dd of=hub.db bs=1 seek=4099 conv=notrunc",
        "printf 'XXXX' | dd of=hub.db bs=1 seek=16 conv=notrunc",
    ]) func aDamagedOneIsDamaged(_ harm: String) async throws {
        try await Place.with { place in
            _ = try place.sqlite3(Self.rows)
            try place.run("\(harm) 2>&1")
            guard case .damaged(let problems) = try Self.verdict(place) else {
                Issue.record("\(try Self.verdict(place))")
                return
            }
            #expect((1...40).contains(problems.count), "\(problems)")
            #expect(problems.allSatisfy { !$0.isEmpty && !$0.contains("\n") })
        }
    }

    @Test func anIndexThatLacksARowIsDamage() async throws {
        try await Place.with { place in
            try place.run(
                """
                sqlite3 hub.db <<'SQL'
                CREATE TABLE t (a); CREATE INDEX i ON t (a); INSERT INTO t VALUES (1), (2);
                PRAGMA writable_schema=ON; DELETE FROM sqlite_schema WHERE name = 'i';
                SQL
                sqlite3 hub.db 'INSERT INTO t VALUES (3)'
                sqlite3 hub.db <<'SQL'
                PRAGMA writable_schema=ON;
                INSERT INTO sqlite_schema VALUES ('index', 'i', 't', 3, 'CREATE INDEX i ON t (a)');
                SQL
                """)
            guard case .damaged(let problems) = try Self.verdict(place) else {
                Issue.record("it passed")
                return
            }
            #expect(problems.contains { $0.contains("missing from index i") }, "\(problems)")
        }
    }

    @Test func whatItsLogHoldsCounts() async throws {
        try await Place.with { place in
            try place.run(
                """
                sqlite3 live.db 'PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;
                    CREATE TABLE u (x PRIMARY KEY); CREATE TABLE t (a REFERENCES u);
                    INSERT INTO t VALUES (7), (8)' '.shell cp live.db hub.db' \
                    '.shell cp live.db-wal hub.db-wal' >/dev/null
                """)
            #expect(
                try Self.verdict(place) == .whole(["2 rows of t refer to rows that are missing"]))
        }
    }

    @Test func aHalfDoneChangeIsUndone() async throws {
        try await Place.with { place in
            _ = try place.sqlite3(Self.rows)
            // A journal as a program leaves it that is killed while it writes.
            try place.run(
                """
                sqlite3 hub.db 'PRAGMA cache_size=5; PRAGMA cache_spill=5; BEGIN;
                    UPDATE t SET b = zeroblob(40)' '.shell cp hub.db half.db' \
                    '.shell cp hub.db-journal half.db-journal'
                mv half.db hub.db; mv half.db-journal hub.db-journal
                """)
            #expect(try Self.verdict(place) == .whole([]))
            #expect(try place.sqlite3("SELECT count(*) FROM t WHERE b = zeroblob(40)") == "0\n")
        }
    }

    /// The journal names a file outside, which SQLite would remove.
    @Test func aChangeOfSeveralDatabasesIsLeftAlone() async throws {
        try await Place.with { place in
            _ = try place.sqlite3(Self.rows)
            try place.run(
                """
                sqlite3 other.db 'CREATE TABLE o (a)'
                sqlite3 hub.db "ATTACH '$PWD/other.db' AS o; PRAGMA cache_size=5;
                    PRAGMA o.cache_size=5; BEGIN; UPDATE t SET b = zeroblob(40);
                    INSERT INTO o.o VALUES (1)" '.shell cp hub.db-journal half'
                mv half hub.db-journal
                # As at the end of a commit: the name of the other journal, its length, the sum of
                # its bytes and the mark.
                python3 - "$PWD/precious" <<'PY'
                import sys, struct
                name = sys.argv[1].encode()
                open(sys.argv[1], 'wb').write(b'')
                with open('hub.db-journal', 'ab') as f:
                    f.write(struct.pack('>I', 262145) + name)
                    f.write(struct.pack('>II', len(name), sum(name)))
                    f.write(bytes.fromhex('d9d505f920a163d7'))
                PY
                """)
            let before = try place.state()
            guard case .unjudged = try Self.verdict(place) else {
                Issue.record("\(try Self.verdict(place))")
                return
            }
            #expect(try place.state() == before)
        }
    }

    @Test func whatOnlyItsProgramUnderstandsIsNotCalledDamaged() async throws {
        try await Place.with { place in
            try place.run(
                """
                sqlite3 hub.db <<'SQL'
                CREATE TABLE t (a); CREATE INDEX i ON t (a); INSERT INTO t VALUES ('x');
                PRAGMA writable_schema=ON;
                UPDATE sqlite_schema SET sql = 'CREATE INDEX i ON t (a COLLATE ofitsown)'
                    WHERE name = 'i';
                SQL
                """)
            guard case .unjudged(let reason) = try Self.verdict(place) else {
                Issue.record("\(try Self.verdict(place))")
                return
            }
            #expect(reason.contains("ofitsown"), "\(reason)")
        }
    }

    private static func verdict(_ place: Place) throws -> DatabaseVerdict {
        try DatabaseCheck.verdict(on: FilePath(place.path))
    }
}
