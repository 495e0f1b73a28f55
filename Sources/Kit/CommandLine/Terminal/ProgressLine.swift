internal import Values

/// One line that says how far a run is, for a terminal that is written over in place.
package struct ProgressLine: Sendable {
    package var verb: String
    package var bytes: Int64 = 0
    /// nil until it is known how much there is.
    package var bytesTotal: Int64?
    package var items: Int64 = 0
    package var issues = 0
    /// What is being worked on.
    package var current = ""
    /// Seconds since it began.
    package var elapsed = 0.0
    /// Bytes per second.
    package var rate: Double?

    private static let barWidth = 20

    package init(_ verb: String) {
        self.verb = verb
    }

    /// At most `columns` wide; what gives way first is what is being worked on.
    package func text(columns: Int) -> String {
        var parts = [verb]
        if let share {
            parts.append("\(bar(share)) \(Int(share * 100)) %")
        }
        parts.append(amount)
        parts.append("\(items) \(items == 1 ? "entry" : "entries")")
        if issues > 0 { parts.append("\(issues) \(issues == 1 ? "issue" : "issues")") }
        if let rate { parts.append("\(ByteCount(Int64(rate)))/s") }
        parts.append(secondsLeft.map { "\(Self.clock($0)) left" } ?? Self.clock(elapsed))
        let line = parts.joined(separator: "  ")
        let room = columns - line.count - 2
        guard line.count <= columns else { return String(line.prefix(columns)) }
        guard room >= 12, !current.isEmpty else { return line }
        // The end of a path says more than its beginning.
        let shown = current.count <= room ? current : "…" + current.suffix(room - 1)
        return "\(line)  \(shown)"
    }

    /// How much of it is done, when that is known.
    package var share: Double? {
        guard let bytesTotal, bytesTotal > 0 else { return nil }
        return min(1, Double(bytes) / Double(bytesTotal))
    }

    /// A guess, and none while it would jump about.
    package var secondsLeft: Double? {
        guard let bytesTotal, let rate, rate > 0, elapsed >= 2, bytes < bytesTotal else {
            return nil
        }
        return Double(bytesTotal - bytes) / rate
    }

    private var amount: String {
        guard let bytesTotal else { return "\(ByteCount(bytes))" }
        return "\(ByteCount(bytes)) of \(ByteCount(bytesTotal))"
    }

    private func bar(_ share: Double) -> String {
        let full = Int(share * Double(Self.barWidth))
        return "["
            + String(repeating: "#", count: full)
            + String(repeating: "-", count: Self.barWidth - full) + "]"
    }

    /// As in `0:07`, `12:30` or `3:02:07`.
    static func clock(_ seconds: Double) -> String {
        let whole = Int(min(seconds, 359_999))
        let tail = "\((whole % 60).padded(to: 2))"
        guard whole >= 3600 else { return "\(whole / 60):\(tail)" }
        return "\(whole / 3600):\((whole / 60 % 60).padded(to: 2)):\(tail)"
    }
}
