import TestSupport

enum WebSocketRows {
    static let rows = [idleMemory]

    private static let count = 10_000
    /// Where `make bench` puts the programs.
    private static let built = "\(WorkingTree.root)/.build/release"

    /// What a server takes of memory with so many agents connected that say nothing. Server and
    /// clients are programs of their own, so that neither's memory counts for the other.
    private static let idleMemory = Row(
        "memory of \(count) idle WebSockets", unit: "MB", better: .less, goal: .atMost(200)
    ) { scratch in
        Contest(
            ours: Contestant(name: "resident") {
                Measurement(value: try await residentMegabytes(scratch))
            })
    }

    private static func residentMegabytes(_ scratch: String) async throws -> Double {
        let script = """
            ulimit -n $((\(count) + 1000)) || exit 1
            \(built)/bench-http 127.0.0.1:0 >\(scratch)/said & server=$!
            trap 'kill $server' EXIT
            for i in {1..100}; do grep -q listening \(scratch)/said && break; sleep 0.1; done
            \(built)/bench-wsload "$(grep -o '[0-9]*$' \(scratch)/said)" \(count) $server
            """
        let outcome = try await runProgram("bash", ["-c", script])
        guard outcome.text.contains("\"open\": \(count), \"failed\": 0,"),
            let field = outcome.text.split(separator: "\"rss_kb\": ").dropFirst().first,
            let kilobytes = Double(field.prefix { $0.isNumber })
        else {
            throw Measure.ProgramFailed(description: "\(outcome.text)\(outcome.errorText)")
        }
        return kilobytes * 1024 / 1e6
    }
}
