import TestSupport

/// Runs a row: one round to warm up, then pairs in rotating order, so that neither side always has
/// the warmer cache or the cooler processor.
enum Rounds {
    static let least = 5

    /// Tells `note` of every measurement at once: a row may take half an hour, and what it has seen
    /// until somebody stops it is not lost.
    static func run(
        _ row: Row, count: Int, note: (String) -> Void
    ) async throws -> RowResult {
        try await withScratchFolder { scratch in
            let contest = try await row.prepare(scratch)
            do {
                let result = try await measure(
                    row, contest, count: max(least, count), note: note)
                await contest.end()
                return result
            } catch {
                await contest.end()
                throw error
            }
        }
    }

    private static func measure(
        _ row: Row, _ contest: Contest, count: Int, note: (String) -> Void
    ) async throws -> RowResult {
        var ours: [Measurement] = []
        var peer: [Measurement] = []
        for round in 0...count {
            let isWarmUp = round == 0
            for isOurs in round.isMultiple(of: 2) ? [true, false] : [false, true] {
                guard let contestant = isOurs ? contest.ours : contest.peer else { continue }
                let measurement = try await contestant.measure()
                let value = Figures.short(measurement.value)
                note("\(row.name), round \(round), \(contestant.name): \(value) \(row.unit)")
                if isWarmUp { continue }
                if isOurs { ours.append(measurement) } else { peer.append(measurement) }
            }
        }
        return RowResult(
            row: row, oursName: contest.ours.name, peerName: contest.peer?.name, ours: ours,
            peer: peer)
    }
}
