/// Median and spread of a few rounds.
struct Figures: Sendable {
    let median: Double
    let least: Double
    let most: Double

    /// Nil for no values.
    init?(_ values: [Double]) {
        let sorted = values.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        let middle = sorted.count / 2
        median =
            sorted.count.isMultiple(of: 2)
            ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
        least = first
        most = last
    }

    /// As in `812 (790–845)`.
    var text: String { "\(Self.short(median)) (\(Self.short(least))–\(Self.short(most)))" }

    /// Three significant digits, so that no figure looks more exact than it is.
    static func short(_ value: Double) -> String {
        let magnitude = abs(value)
        if magnitude >= 100 || magnitude == 0 { return "\(Int(value.rounded()))" }
        let places = magnitude >= 10 ? 1 : magnitude >= 1 ? 2 : 3
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = Int((magnitude * scale).rounded())
        let fraction = String(String(Int(scale) + scaled % Int(scale)).dropFirst())
        return "\(value < 0 ? "-" : "")\(scaled / Int(scale)).\(fraction)"
    }
}
