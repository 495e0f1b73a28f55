import AgentProtocol
import Domain
import Host
import TestSupport
import Testing
import Values

@testable import AgentCore

/// SQLite databases that are backed up while their programs use them.
@Suite(.timeLimit(.minutes(10))) struct DatabaseTests {
    private func source(of path: String, checks: Bool = true) -> ConfiguredSource {
        ConfiguredSource(
            Source(
                id: number(6), tenant: number(9), name: "Web", place: .agent(number(1)),
                configuration: .sqlite(SQLiteConfiguration(path: path, checksIntegrity: checks)),
                vaults: [number(7)], created: Timestamp(seconds: 0)), secrets: [])
    }

    private func withAgent(
        _ body: @escaping @Sendable (TestAgent, ConfiguredVault) async throws -> Void
    ) async throws {
        try await withScratchFolder { scratch in
            let agent = try await TestAgent(in: scratch, of: nil, hub: SigningHub())
            let vault = try await agent.keyedVault(7)
            try await agent.make(vault)
            try await agent.run { try await body(agent, vault) }
            await agent.close()
        }
    }

    private func backUp(
        _ path: String, _ agent: TestAgent, to vault: ConfiguredVault, run: UInt64 = 50,
        checks: Bool = true
    ) async throws -> [String] {
        let order = RunOrder(
            attempt: RunAttempt(run: number(run), attempt: 1, fence: 1), kind: .backup,
            source: source(of: path, checks: checks), vaults: [vault])
        return try await agent.complete(order)
    }

    /// What stock tools bring back of the only snapshot, as SQL says it.
    private func restored(_ sql: String, in scratch: String) async throws -> String {
        let outcome = try await runProgram(
            "sh",
            [
                "-ec",
                """
                cd \(scratch); rm -rf out; mkdir out
                for part in $(find vaults/7 -name 'payload.part*'); do
                    age -d -i key $part
                done | zstd -dc | tar -xp -C out
                db=$(find out -name app.db)
                test ! -e $db-wal
                sqlite3 $db 'PRAGMA integrity_check; \(sql)'
                stat -c '%u %a' $db
                """,
            ])
        #expect(outcome.status == 0, "\(outcome.errorText)")
        return outcome.text
    }

    /// Another program has written what is only in its log, and holds a transaction open.
    @Test(arguments: ["wal", "delete"])
    func aDatabaseInUseIsOneState(mode: String) async throws {
        try await withAgent { agent, vault in
            let path = "\(agent.scratch)/data/app.db"
            let made = try await runProgram(
                "sh",
                [
                    "-ec",
                    """
                    cd \(agent.scratch)/data
                    sqlite3 app.db "PRAGMA journal_mode=\(mode); CREATE TABLE t (a);
                        INSERT INTO t SELECT value FROM generate_series(1, 2000)" >/dev/null
                    chown 1234 app.db; chmod 640 app.db
                    mkfifo ../say
                    sqlite3 app.db <../say >/dev/null 2>../errors &
                    exec 3>../say
                    echo "INSERT INTO t VALUES (9999);" >&3
                    echo "BEGIN; INSERT INTO t VALUES (777);" >&3
                    echo ".shell touch ../ready" >&3
                    until test -e ../ready; do :; done
                    sleep 1000 >&3 2>/dev/null &
                    echo $! >../holder
                    """,
                ])
            #expect(made.status == 0, "\(made.errorText)")
            let story = try await backUp(path, agent, to: vault)
            #expect(story.last == "ended succeeded", "\(story)")
            let found = try await restored("SELECT count(*), max(a) FROM t", in: agent.scratch)
            #expect(found == "ok\n2001|9999\n1234 640\n")
            let left = try await runProgram(
                "sh",
                ["-c", "kill $(cat \(agent.scratch)/holder); ls -A \(agent.scratch)/agent/cache"])
            #expect(!left.text.contains("holdfast-drill-"))
        }
    }

    @Test func whatIsNoDatabaseOrDamagedOrElsewhereIsNotTaken() async throws {
        try await withAgent { agent, vault in
            let scratch = agent.scratch
            let made = try await runProgram(
                "sh",
                [
                    "-ec",
                    """
                    cd \(scratch)
                    echo text >data/text.db; : >data/empty.db
                    sqlite3 elsewhere.db 'CREATE TABLE t (a)'
                    ln -s \(scratch)/elsewhere.db data/link.db
                    sqlite3 data/broken.db "CREATE TABLE t (a); CREATE INDEX i ON t (a);
                        INSERT INTO t SELECT value FROM generate_series(1, 20000)"
                    head -c 4096 /dev/urandom |
                        dd of=data/broken.db bs=4096 seek=20 conv=notrunc 2>/dev/null
                    """,
                ])
            #expect(made.status == 0, "\(made.errorText)")
            let paths = [
                "data/text.db", "data/empty.db", "data/link.db", "data/broken.db",
                "data/missing.db", "elsewhere.db",
            ]
            for (run, path) in zip(UInt64(60)..., paths) {
                let before = try await agent.journal.story().count
                let story = try await backUp("\(scratch)/\(path)", agent, to: vault, run: run)
                let told = story.dropFirst(before)
                #expect(!told.contains("stored"), "\(path): \(told)")
            }
            let sizes = try await runProgram(
                "sh", ["-c", "cd \(scratch)/data; stat -c %s text.db empty.db; ls"])
            #expect(sizes.text == "5\n0\nbroken.db\nempty.db\nlink.db\ntext.db\n")
        }
    }
}
