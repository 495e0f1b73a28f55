import Glibc
import Host
import Store
import StoreSupport
import TestSupport
import Testing

/// A process is killed at a random moment while eight tasks do one thing over and over; afterwards
/// everything that was reported as done is there, and nothing is there by half.
@Suite(.timeLimit(.minutes(30))) struct KillTests {
    private static let kills = isFullLength ? 200 : 20

    @Test(arguments: DatabaseKind.allCases, Deed.allCases)
    func whatWasReportedAsDoneSurvivesAKill(kind: DatabaseKind, deed: Deed) async throws {
        try await withScratchFolder { folder in
            try await kind.withLocation(in: folder) { location in
                try await location.withStore { store in _ = try await Cast(makingIn: store) }
                let reports = "\(folder)/reports"
                var random = SeededGenerator()
                for round in 1...Self.kills {
                    let seed = random.next()
                    _ = await #expect(processExitsWith: .signal(SIGKILL)) {
                        [
                            location = location as DatabaseLocation, reports = reports as String,
                            deed = deed as Deed, seed = seed as UInt64
                        ] in
                        try await actUntilKilled(in: location, deed, reports, seed: seed)
                    }
                    let reported = try await blocking {
                        try shell("cat '\(reports)' 2>/dev/null || true").output
                    }
                    let marks = reported.split(separator: "\n").map(String.init)
                    // Opening checks the whole SQLite database, because nobody closed it.
                    let problems = try await location.withStore { store in
                        try await Books.problems(in: store, reported: marks)
                    }
                    try #require(
                        problems == [], "round \(round) of TEST_SEED=\(random.seed)")
                }
            }
        }
    }
}

/// Runs in a process of its own, which it ends.
private func actUntilKilled(
    in location: DatabaseLocation, _ deed: Deed, _ reports: String, seed: UInt64
) async throws {
    let database = try await location.open()
    let store = SQLStore(database, sha256: sha256)
    let cast = try await Cast(findingIn: store)
    let file = open(reports, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    precondition(file >= 0, "the reports cannot be written")
    var random = SeededGenerator(seed: seed)
    let end = MonotonicTime.nanoseconds + UInt64.random(in: 1_000_000...80_000_000, using: &random)
    await withTaskGroup(of: Void.self) { group in
        for actor in 0..<8 {
            group.addTask {
                var random = SeededGenerator(seed: seed &+ UInt64(actor))
                while true {
                    if MonotonicTime.nanoseconds > end { kill(getpid(), SIGKILL) }
                    do {
                        let mark = try await deed.perform(on: store, cast, using: &random)
                        guard let mark else { continue }
                        let line = Array("\(mark)\n".utf8)
                        precondition(write(file, line, line.count) == line.count, "half a report")
                    } catch {
                        // A refusal; what counts is what was reported.
                    }
                }
            }
        }
    }
}
