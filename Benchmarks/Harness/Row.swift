/// One line of the table: ours and a peer doing the same work, measured in pairs.
struct Row: Sendable {
    enum Better: String, Sendable { case more, less }

    /// What we aim for; missing it is printed, and never fails anything.
    enum Goal: Sendable {
        case none
        case atLeast(Double)
        case atMost(Double)
        /// Of ours divided by the peer's.
        case ratioAtLeast(Double)
        case ratioAtMost(Double)
    }

    /// As in `age encrypt 1 GiB`; `make bench ONLY=age` picks rows by a part of it.
    let name: String
    /// Of the value each round gives, as in `MB/s` or `ms`.
    let unit: String
    let better: Better
    let goal: Goal
    /// Of wall time, ours divided by the peer's, where it is not the value itself.
    let wallRatioMax: Double?
    /// Makes files, starts servers; the scratch folder is removed afterwards.
    let prepare: @Sendable (_ scratch: String) async throws -> Contest

    init(
        _ name: String, unit: String, better: Better, goal: Goal = .none,
        wallRatioMax: Double? = nil,
        prepare: @escaping @Sendable (_ scratch: String) async throws -> Contest
    ) {
        self.name = name
        self.unit = unit
        self.better = better
        self.goal = goal
        self.wallRatioMax = wallRatioMax
        self.prepare = prepare
    }
}

/// Who takes part in a row, once everything is ready.
struct Contest: Sendable {
    let ours: Contestant
    let peer: Contestant?
    /// Stops what `prepare` started.
    let end: @Sendable () async -> Void

    init(
        ours: Contestant, peer: Contestant? = nil, end: @escaping @Sendable () async -> Void = {}
    ) {
        self.ours = ours
        self.peer = peer
        self.end = end
    }
}

/// One side of a row. `measure` does the work once and gives what it took.
struct Contestant: Sendable {
    let name: String
    let measure: @Sendable () async throws -> Measurement
}

/// One round of one contestant.
struct Measurement: Sendable {
    /// In the row's unit.
    let value: Double
    /// User and system time, where it is known.
    var cpuSeconds: Double?
    /// From start to end, where that is not the value itself.
    var wallSeconds: Double?
    /// The largest resident size, where it is known.
    var peakBytes: Int?
}
