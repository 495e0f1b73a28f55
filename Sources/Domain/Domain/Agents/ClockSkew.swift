package import Values

/// By how much an agent's clock differs from the hub's.
package struct ClockSkew: Hashable, Sendable {
    /// Beyond this, what would take something away by age does not begin.
    package static let allowed = Duration.seconds(300)

    /// Positive when the agent's clock is ahead.
    package let offset: Duration
    /// How far off the measurement itself may be.
    package let uncertainty: Duration

    package init(offset: Duration, uncertainty: Duration = .zero) {
        self.offset = offset
        self.uncertainty = uncertainty
    }

    /// - Parameters:
    ///   - sent, received: By the hub's clock: the question went out, the answer came in.
    ///   - answered: By the agent's clock: when it answered.
    package init(sent: Timestamp, answered: Timestamp, received: Timestamp) {
        let trip = Swift.max(.zero, received - sent)
        offset = answered - (sent + trip / 2)
        uncertainty = trip / 2
    }

    /// Whether the clock is right as far as can be told. A slow line is no wrong clock.
    package var isAllowed: Bool {
        let distance = offset < .zero ? .zero - offset : offset
        return distance - uncertainty <= Self.allowed
    }

    /// Why a run of this kind does not begin; nil when it may.
    package func refusal(of kind: RunKind) -> RunFailure? {
        guard !isAllowed, kind.needs.contains(.rightClock) else { return nil }
        let direction = offset < .zero ? "behind" : "ahead of"
        let distance = offset < .zero ? .zero - offset : offset
        return RunFailure(
            code: "clock_skew",
            message: """
                The agent's clock is \(distance.text) \(direction) the hub's; set it right, or \
                let it be set by NTP.
                """, disposition: .needsOperator)
    }
}
