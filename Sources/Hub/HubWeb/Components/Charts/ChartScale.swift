/// Where values lie in a drawing, and which of them are written beside it.
struct ChartScale: Hashable, Sendable {
    /// The greatest value that is drawn: a round one.
    let top: Double
    /// As many steps as lines are drawn above the ground.
    let steps: Int

    private static let round: [Double] = [
        1, 2, 4, 5, 8, 10, 16, 20, 32, 40, 64, 80, 100, 128, 200, 256, 400, 512, 800,
    ]

    /// - Parameter unit: what a round number is a multiple of: 1000 for bytes of disks, 1024 for
    ///   those of memory, 10 for counts.
    init(for values: [Double], steps: Int = 4, unit: Double = 10) {
        self.steps = steps
        let most = max(values.filter(\.isFinite).max() ?? 0, 0)
        guard most > 0 else {
            top = Double(steps)
            return
        }
        var scale = 1.0
        while most / scale >= unit { scale *= unit }
        while most / scale < 1, unit == 10 { scale /= unit }
        top = Self.round.map { $0 * scale }.first { $0 >= most } ?? scale * unit
    }

    /// From the top to the ground.
    var marks: [Double] {
        (0...steps).map { top * Double(steps - $0) / Double(steps) }
    }

    /// 0 at the ground, 1 at the top; what is no number lies on the ground.
    func height(of value: Double) -> Double {
        guard value.isFinite else { return 0 }
        return min(max(value / top, 0), 1)
    }
}
