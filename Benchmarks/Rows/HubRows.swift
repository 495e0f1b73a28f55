import Host
import PostgresStore
import Synchronization
import TestSupport

/// A hub with a fleet: both stores side by side, all figures of a round from one run.
enum HubRows {
    static let rows = [
        row("cores of a hub", "cores", .atMost(1), \.cores),
        row("memory of a hub", "MB", .atMost(300), \.megabytes),
        row("API read p99 of a hub", "ms", .atMost(50), \.readMilliseconds),
    ]

    private static let agents = 10_000
    private static let runs = 1000
    private static let seconds = 30

    private static func row(
        _ name: String, _ unit: String, _ goal: Row.Goal,
        _ figure: @escaping @Sendable (Fleet.Figures) -> Double
    ) -> Row {
        Row("\(name), \(agents) agents, \(runs) runs", unit: unit, better: .less, goal: goal) {
            scratch in
            Contest(
                ours: Contestant(name: "SQLite") {
                    Measurement(value: figure(try await fleet.next(for: name, nil)))
                },
                peer: Contestant(name: "PostgreSQL") {
                    let url = try await database()
                    return Measurement(value: figure(try await fleet.next(for: name, url)))
                })
        }
    }

    private static func database() async throws -> String {
        let server = try await PostgresServer.shared()
        let name = "fleet_\(number.add(1, ordering: .relaxed).newValue)"
        _ = try await blocking { try server.psql("CREATE DATABASE \(name)") }
        return server.url(of: name)
    }

    private static let number = Atomic(0)
    private static let fleet = Fleet(agents: agents, runs: runs, seconds: seconds)
}

/// Rounds of a fleet, each run once and told to all rows.
private actor Fleet {
    struct Figures: Sendable {
        let cores: Double
        let megabytes: Double
        let readMilliseconds: Double
    }

    /// Where `make bench` puts the programs.
    private static let loader = "\(WorkingTree.root)/Benchmarks/Loaders/Agents/agents.py"
    private static let executable = "\(WorkingTree.root)/.build/release/holdfast"

    private let arguments: [String]
    /// By whether the store is PostgreSQL.
    private var rounds: [Bool: [Figures]] = [:]
    private var taken: [String: Int] = [:]

    init(agents: Int, runs: Int, seconds: Int) {
        arguments = [Self.executable, "\(agents)", "\(runs)", "\(seconds)"]
    }

    /// What the next round of a row has found; the first row to ask has it run.
    func next(for row: String, _ store: String?) async throws -> Figures {
        let key = "\(row) \(store != nil)"
        let number = taken[key, default: 0]
        taken[key] = number + 1
        if let known = rounds[store != nil], number < known.count { return known[number] }
        let words = try await runPython(
            file: Self.loader, arguments + [store].compactMap(\.self))
        guard let cores = Self.number("cores", in: words),
            let resident = Self.number("resident", in: words),
            let read = Self.number("read_p99", in: words)
        else { throw Measure.ProgramFailed(description: words) }
        let figures = Figures(
            cores: cores, megabytes: resident / 1e6, readMilliseconds: read)
        rounds[store != nil, default: []].append(figures)
        return figures
    }

    private static func number(_ name: String, in words: String) -> Double? {
        let rest = words.split(separator: "\"\(name)\": ").dropFirst().first
        return rest.flatMap { Double($0.prefix { "0123456789.".contains($0) }) }
    }
}
