/// How fast something grows, smoothed: what happened seconds ago counts less and less.
package struct RateMeter: Sendable {
    /// After this many seconds a change in speed shows by two thirds.
    private static let smoothing = 5.0

    private var last: (moment: Double, value: Int64)?
    private var started = 0.0
    /// Per second; nil until two values were seen.
    package private(set) var rate: Double?

    package init() {}

    /// - Parameter moment: In seconds since any fixed moment; it must not go back.
    package mutating func note(_ value: Int64, at moment: Double) {
        defer { last = (moment, value) }
        guard let last else {
            started = moment
            return
        }
        let seconds = moment - last.moment
        guard seconds > 0 else { return }
        let current = Double(value - last.value) / seconds
        guard let rate else {
            self.rate = current
            return
        }
        // Early on there is little to smooth, so the first seconds count as what they are.
        let span = max(min(moment - started, Self.smoothing), seconds)
        self.rate = rate + (current - rate) * seconds / span
    }
}
