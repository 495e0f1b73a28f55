/// What all rounds of a row gave.
struct RowResult: Sendable {
    let row: Row
    let oursName: String
    let peerName: String?
    let ours: [Measurement]
    let peer: [Measurement]

    /// Each round's pair ran one after the other on the same machine in the same mood, so the ratio
    /// of a pair says more than the ratio of two medians.
    var ratios: [Double] {
        zip(ours, peer).compactMap { $1.value == 0 ? nil : $0.value / $1.value }
    }

    /// The same of wall times.
    var wallRatios: [Double] {
        zip(ours, peer).compactMap { ours, peer in
            guard let ours = ours.wallSeconds, let peer = peer.wallSeconds else { return nil }
            return ours / peer
        }
    }

    var isGoalMet: Bool? {
        let value = Figures(ours.map(\.value))?.median
        let ratio = Figures(ratios)?.median
        switch row.goal {
        case .none: return nil
        case .atLeast(let goal): return value.map { $0 >= goal }
        case .atMost(let goal): return value.map { $0 <= goal }
        case .ratioAtLeast(let goal): return ratio.map { $0 >= goal }
        case .ratioAtMost(let goal): return ratio.map { $0 <= goal }
        }
    }

    /// For people.
    var lines: [String] {
        var lines = ["\(row.name) [\(row.unit), \(row.better.rawValue) is better]"]
        lines.append(line(of: oursName, ours))
        if let peerName { lines.append(line(of: peerName, peer)) }
        if let ratio = Figures(ratios) { lines.append("  ours : peer     \(ratio.text)") }
        if let ratio = Figures(wallRatios) {
            var line = "  of wall time    \(ratio.text)"
            if let most = row.wallRatioMax {
                let verdict = ratio.median <= most ? "met" : "MISSED"
                line += "  goal at most \(Figures.short(most)) × \(peerName ?? "peer"): \(verdict)"
            }
            lines.append(line)
        }
        if let isGoalMet {
            lines.append("  goal            \(goal): \(isGoalMet ? "met" : "MISSED")")
        }
        return lines
    }

    private func line(of name: String, _ rounds: [Measurement]) -> String {
        let padding = String(repeating: " ", count: max(1, 16 - name.count))
        var line = "  \(name)\(padding)\(Figures(rounds.map(\.value))?.text ?? "-")"
        if let cpu = Figures(rounds.compactMap(\.cpuSeconds)) { line += "  cpu \(cpu.text) s" }
        if let wall = Figures(rounds.compactMap(\.wallSeconds)) { line += "  wall \(wall.text) s" }
        if let peak = rounds.compactMap(\.peakBytes).max() { line += "  peak \(peak >> 20) MiB" }
        return line
    }

    private var goal: String {
        switch row.goal {
        case .none: ""
        case .atLeast(let goal): "at least \(Figures.short(goal)) \(row.unit)"
        case .atMost(let goal): "at most \(Figures.short(goal)) \(row.unit)"
        case .ratioAtLeast(let goal): "at least \(Figures.short(goal)) × \(peerName ?? "peer")"
        case .ratioAtMost(let goal): "at most \(Figures.short(goal)) × \(peerName ?? "peer")"
        }
    }

    /// For machines: one JSON object on one line. Names are ours and hold nothing to escape.
    var json: String {
        let fields = [
            "row": "\"\(row.name)\"", "unit": "\"\(row.unit)\"",
            "better": "\"\(row.better.rawValue)\"", "peerName": "\"\(peerName ?? "")\"",
            "ours": "\(ours.map(\.value))", "peer": "\(peer.map(\.value))",
            "ratios": "\(ratios)", "wallRatios": "\(wallRatios)",
            "goalMet": isGoalMet.map { "\($0)" } ?? "null",
        ]
        let members = fields.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }
        return "{\(members.joined(separator: ", "))}"
    }
}
