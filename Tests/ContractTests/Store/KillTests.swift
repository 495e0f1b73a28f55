import Domain
import Glibc
import Host
import Store
import StoreSupport
import TestSupport
import Testing
import Values

/// A process is killed at a random moment while eight tasks write; afterwards everything that was
/// reported as done is there, and nothing is there by half.
@Suite(.timeLimit(.minutes(10))) struct KillTests {
    private static let kills = environmentNumber("HOLDFAST_KILLS", default: 20)

    @Test(arguments: DatabaseKind.allCases)
    func whatWasReportedAsDoneSurvivesAKill(kind: DatabaseKind) async throws {
        try await withScratchFolder { folder in
            try await kind.withLocation(in: folder) { location in
                try await makeWorld(in: location)
                let reports = "\(folder)/reports"
                for round in 0..<Self.kills {
                    await #expect(processExitsWith: .signal(SIGKILL)) {
                        [
                            location = location as DatabaseLocation, reports = reports as String,
                            round = round as Int
                        ] in
                        try await writeUntilKilled(in: location, reports: reports, round: round)
                    }
                    try await expectBooksToBalance(in: location, reports: reports, round: round)
                }
            }
        }
    }

    private func makeWorld(in location: DatabaseLocation) async throws {
        let database = try await location.open()
        _ = try await World(in: [SQLStore(database, sha256: sha256)])
        await database.close()
    }

    private func expectBooksToBalance(
        in location: DatabaseLocation, reports: String, round: Int
    ) async throws {
        // Opening checks the whole SQLite database, because nobody closed it.
        let database = try await location.open()
        let store = SQLStore(database, sha256: sha256)
        var head = AuditHead.start
        var written: Set<String> = []
        while true {
            let events = try await store.auditChain(
                of: .hub, after: head.sequence, limit: PageRequest.limitMax)
            if events.isEmpty { break }
            for event in events {
                #expect(event.follows(head, sha256: sha256), "event \(event.sequence)")
                head = event.head
                if event.draft.action == .userCreated {
                    written.insert(event.draft.detail["login"] ?? "")
                }
            }
        }
        // The user and the event of its making are one transaction.
        var users: Set<String> = []
        var cursor: Cursor? = .start
        while let after = cursor {
            let page = try await store.users(
                PageRequest(after: after, limit: PageRequest.limitMax))
            users.formUnion(page.items.map(\.login))
            cursor = page.next
        }
        users.remove("owner")
        #expect(users == written)
        let reported = try await blocking { try shell("cat '\(reports)' 2>/dev/null || true") }
        let missing = reported.output.split(separator: "\n").filter { !users.contains(String($0)) }
        #expect(missing.isEmpty, "round \(round)")
        await database.close()
    }
}

private func environmentNumber(_ name: String, default: Int) -> Int {
    getenv(name).flatMap { Int(String(cString: $0)) } ?? `default`
}

/// Runs in a process of its own, which it ends.
private func writeUntilKilled(
    in location: DatabaseLocation, reports: String, round: Int
) async throws {
    let database = try await location.open()
    let store = SQLStore(database, sha256: sha256)
    let file = open(reports, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    precondition(file >= 0, "the reports cannot be written")
    let end = MonotonicTime.nanoseconds + UInt64.random(in: 5_000_000...150_000_000)
    await withTaskGroup(of: Void.self) { group in
        for writer in 0..<8 {
            group.addTask {
                for number in 0... {
                    if MonotonicTime.nanoseconds > end { kill(getpid(), SIGKILL) }
                    let login = "k\(round)-\(writer)-\(number)"
                    let event = Sample.event(.userCreated, detail: ["login": login])
                    do {
                        try await store.addUser(Sample.user(login), as: nil, audit: [event])
                    } catch {
                        continue
                    }
                    let line = Array("\(login)\n".utf8)
                    precondition(write(file, line, line.count) == line.count, "half a report")
                }
            }
        }
    }
}
