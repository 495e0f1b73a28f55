/// What a zone file says: changes in order, and a rule for the time after the last.
struct ZoneTable: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        let at: Int64
        let offset: Zone.Offset
    }

    /// Before the first change.
    private let initial: Zone.Offset
    /// Ascending by time.
    private let changes: [Entry]
    /// From the last change on; without it, the last offset stays.
    private let rule: ZoneRule?

    init(initial: Zone.Offset, changes: [Entry], rule: ZoneRule?) {
        self.initial = initial
        self.changes = changes
        self.rule = rule
    }

    func offset(at second: Int64) -> Zone.Offset {
        let index = firstIndex(after: second)
        if index == changes.count, let rule { return rule.offset(at: second) }
        return index == 0 ? initial : changes[index - 1].offset
    }

    /// The changes in the span that clocks show.
    func changes(after start: Int64, through end: Int64) -> [Zone.Change] {
        var found: [Zone.Change] = []
        var before = offset(at: start)
        func add(_ at: Int64, _ after: Zone.Offset) {
            if before.seconds != after.seconds {
                found.append(Zone.Change(at: at, before: before, after: after))
            }
            before = after
        }
        for index in firstIndex(after: start)..<changes.count {
            guard changes[index].at <= end else { return found }
            // What follows the last entry is the rule's, already at its own instant.
            add(changes[index].at, offset(at: changes[index].at))
        }
        guard let rule else { return found }
        let last = max(start, changes.last?.at ?? start)
        for entry in rule.entries(after: last, through: end) { add(entry.at, entry.offset) }
        return found
    }

    /// The index of the first change after an instant: binary search.
    private func firstIndex(after second: Int64) -> Int {
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].at <= second {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
