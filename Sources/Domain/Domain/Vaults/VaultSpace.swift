package import Values

/// How much room there was at the place of a vault, and how much lay in it, when somebody looked.
package struct VaultSpace: Hashable, Sendable {
    package let seen: Timestamp
    /// Nil where the place does not tell.
    package let free: ByteCount?
    /// Nil where the place tells only what is free.
    package let total: ByteCount?
    /// Bytes of everything in the vault; nil where nobody counted.
    package let held: ByteCount?

    package init(
        seen: Timestamp, free: ByteCount?, total: ByteCount?, held: ByteCount? = nil
    ) {
        self.seen = seen
        self.free = free
        self.total = total
        self.held = held
    }

    /// How much of it is used, by whatever lies there; from 0 to 1.
    package var usedShare: Double? {
        guard let free, let total, total.bytes > 0 else { return nil }
        return min(max(1 - Double(free.bytes) / Double(total.bytes), 0), 1)
    }

    /// The same as if the quota were a disk of the vault's own; less than nothing is free where it
    /// holds more. Nil where nobody counted what it holds.
    fileprivate func within(_ quota: ByteCount) -> VaultSpace? {
        held.map {
            VaultSpace(
                seen: seen, free: ByteCount(quota.bytes.saturating(subtracting: $0.bytes)),
                total: quota, held: $0)
        }
    }
}

/// What the room at a vault's place comes to when it goes on as lately.
package struct VaultForecast: Hashable, Sendable {
    /// Older measures say little of today.
    package static let days = 28
    /// Between the first and the last; a shorter time says nothing of a week.
    package static let spanMin = Duration.seconds(7 * 86_400)
    package static let measuresMin = 5
    /// What is further off is nobody's worry, and no more than a guess.
    package static let horizon = Duration.seconds(365 * 86_400)

    /// By how much the room shrinks a day; below zero where it grows.
    package let growthPerDay: ByteCount
    /// From the last measure on, until nothing is left; nil where that is beyond the horizon.
    package let fullIn: Duration?

    /// The median of all slopes between two measures: a night on which much was pruned, or a disk
    /// that others fill for a day, does not move it.
    ///
    /// - Parameter measures: At most one a day, in order of time. Nil where they are too few.
    package init?(_ measures: [VaultSpace]) {
        guard let last = measures.last, let left = last.free else { return nil }
        let since = last.seen - .seconds(Int64(Self.days) * 86_400)
        // A disk that was exchanged or extended begins anew.
        let sameDisk = measures.reversed().prefix { $0.total == last.total && $0.seen >= since }
        guard sameDisk.count >= Self.measuresMin, let first = sameDisk.last,
            last.seen - first.seen >= Self.spanMin
        else { return nil }
        let growth = Self.medianSlope(Array(sameDisk))
        growthPerDay = ByteCount(rounding: growth)
        let days =
            left.bytes <= 0 ? 0 : growth >= 1 ? Double(left.bytes) / growth : .infinity
        fullIn =
            days * 86_400 <= Double(Self.horizon.components.seconds)
            ? .seconds(Int64(days * 86_400)) : nil
    }

    /// Bytes a day that the room loses.
    private static func medianSlope(_ measures: [VaultSpace]) -> Double {
        var slopes: [Double] = []
        for (index, one) in measures.enumerated() {
            for other in measures[(index + 1)...] where one.seen > other.seen {
                guard let before = other.free, let after = one.free else { continue }
                let days = Double((one.seen - other.seen).milliseconds) / 86_400_000
                slopes.append((Double(before.bytes) - Double(after.bytes)) / days)
            }
        }
        slopes.sort()
        guard !slopes.isEmpty else { return 0 }
        let middle = slopes.count / 2
        return slopes.count % 2 == 1 ? slopes[middle] : (slopes[middle - 1] + slopes[middle]) / 2
    }
}

/// The room that a vault has: at its place or within its quota, whichever ends first; as it was
/// measured, and as it goes on.
package struct VaultRoom: Hashable, Sendable {
    /// Each tells what is free.
    package let space: [VaultSpace]
    package let forecast: VaultForecast?
    /// Whether it is the quota that ends first.
    package let isOfQuota: Bool

    /// - Parameters:
    ///   - measures: At most one a day, in order of time.
    ///   - quota: How much the vault is meant to hold.
    package init(_ measures: [VaultSpace], quota: ByteCount? = nil) {
        let place = VaultRoom(measures.filter { $0.free != nil }, isOfQuota: false)
        guard let quota else {
            self = place
            return
        }
        let own = VaultRoom(measures.compactMap { $0.within(quota) }, isOfQuota: true)
        self = own.ends(before: place) ? own : place
    }

    private init(_ space: [VaultSpace], isOfQuota: Bool) {
        self.space = space
        self.isOfQuota = isOfQuota
        forecast = VaultForecast(space)
    }

    private func ends(before other: VaultRoom) -> Bool {
        guard let free else { return false }
        guard let others = other.free else { return true }
        if let forecast, let theirs = other.forecast, forecast.fullIn != theirs.fullIn {
            guard let mine = forecast.fullIn else { return false }
            return theirs.fullIn.map { mine < $0 } ?? true
        }
        return free <= others
    }

    /// Until then somebody can still do something about it.
    private static let soon = Duration.seconds(30 * 86_400)
    package static let muchUsed = 0.9

    package var latest: VaultSpace? { space.last }
    /// What is left; less than nothing where a vault holds more than its quota.
    package var free: ByteCount? { latest?.free }
    package var isFull: Bool { free.map { $0.bytes <= 0 } ?? false }

    /// When it is full, where that is soon.
    package var fullSoon: Duration? {
        if isFull { return .zero }
        return forecast?.fullIn.flatMap { $0 <= Self.soon ? $0 : nil }
    }
}
