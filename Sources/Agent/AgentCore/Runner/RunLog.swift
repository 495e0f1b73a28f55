internal import AgentProtocol
internal import Domain
internal import Values

/// Collects the lines of a run's log and writes them down in batches: a line for itself would cost
/// a synchronisation of the disk.
actor RunLog {
    private static let batchMax = 50
    private static let patience = Duration.milliseconds(500)

    private let journal: Journal
    private let run: ID<Run>
    private var lines: [RunLine] = []
    private var flushed = ContinuousClock.now

    init(_ journal: Journal, _ run: ID<Run>) {
        self.journal = journal
        self.run = run
    }

    /// - Throws: When the journal takes no more. Who only explains himself goes on without.
    func add(_ level: RunLine.Level, _ text: String) async throws {
        lines.append(RunLine(run: run, level: level, text: text.fitForRecords))
        let isDue = ContinuousClock.now - flushed > Self.patience
        if lines.count >= Self.batchMax || isDue { try await flush() }
    }

    func flush() async throws {
        flushed = .now
        let batch = lines
        lines = []
        try await journal.record(batch, of: run)
    }
}

extension String {
    /// As records may hold it: bounded, and without control characters.
    var fitForRecords: String {
        var text = ""
        for scalar in unicodeScalars.prefix(ProtocolLimits.textMax) {
            let isControl =
                switch scalar.value {
                case 0x09, 0x0A: false
                case 0...0x1F, 0x7F...0x9F: true
                default: false
                }
            text.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
        }
        return text
    }
}
