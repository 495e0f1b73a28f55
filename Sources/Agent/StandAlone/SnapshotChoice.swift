package import Engine

/// Which snapshot a person means: `latest`, or the beginning of an id.
package enum SnapshotChoice: Hashable, Sendable {
    case latest
    case prefix(String)

    package static let word = "latest"

    package init(_ text: String) {
        self = text == Self.word ? .latest : .prefix(text.lowercased())
    }

    /// - Throws: `StandAloneError` when there is none, or more than one.
    package func find(in list: SnapshotList) throws(StandAloneError) -> Snapshot {
        switch self {
        case .latest:
            guard let latest = list.snapshots.max(by: { ($0.time, $0.id) < ($1.time, $1.id) })
            else { throw nothing(in: list) }
            return latest
        case .prefix(let prefix):
            let found = list.snapshots.filter { $0.id.text.hasPrefix(prefix) }
            guard let first = found.first else { throw missing(prefix, in: list) }
            guard found.count == 1 else { throw ambiguous(prefix, found.count) }
            return first
        }
    }

    /// What the choice means to somebody who takes snapshots away: also those that are damaged.
    package enum Found: Hashable, Sendable {
        case whole(Snapshot)
        case damaged(DamagedSnapshot)

        package var id: SnapshotID {
            switch self {
            case .whole(let snapshot): snapshot.id
            case .damaged(let snapshot): snapshot.id
            }
        }
    }

    /// As `find`, and where no snapshot that is whole is meant, one that is damaged.
    package func findAny(in list: SnapshotList) throws(StandAloneError) -> Found {
        guard case .prefix(let prefix) = self else { return .whole(try find(in: list)) }
        let damaged = list.damaged.filter { $0.id.text.hasPrefix(prefix) }
        guard let first = damaged.first else { return .whole(try find(in: list)) }
        let count = damaged.count + list.snapshots.count { $0.id.text.hasPrefix(prefix) }
        guard count == 1 else { throw ambiguous(prefix, count) }
        return .damaged(first)
    }

    private func ambiguous(_ prefix: String, _ count: Int) -> StandAloneError {
        StandAloneError(
            .ambiguousSnapshot, "\(count) snapshots begin with \(prefix)",
            hint: "type more of the id")
    }

    private func nothing(in list: SnapshotList) -> StandAloneError {
        guard let damaged = list.damaged.first else {
            return StandAloneError(.noSuchSnapshot, "there is no snapshot in this vault yet")
        }
        let others = list.damaged.count - 1
        return StandAloneError(
            .damagedSnapshot,
            "no snapshot in this vault is whole: \(damaged.id) is damaged: \(damaged.reason)"
                + (others > 0 ? ", and \(others) more" : ""))
    }

    private func missing(_ prefix: String, in list: SnapshotList) -> StandAloneError {
        if let damaged = list.damaged.first(where: { $0.id.text.hasPrefix(prefix) }) {
            return StandAloneError(
                .damagedSnapshot, "the snapshot \(damaged.id) is damaged: \(damaged.reason)")
        }
        if let unfinished = list.unfinished.first(where: { $0.id.text.hasPrefix(prefix) }) {
            return StandAloneError(
                .noSuchSnapshot, "the backup \(unfinished.id) was not finished",
                hint: "run the same backup again to go on with it")
        }
        return StandAloneError(
            .noSuchSnapshot, "no snapshot begins with \(prefix)",
            hint: "holdfast snapshots shows those there are")
    }
}
