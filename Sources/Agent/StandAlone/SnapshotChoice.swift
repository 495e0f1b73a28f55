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
            else {
                guard let damaged = list.damaged.last else {
                    throw StandAloneError(.noSuchSnapshot, "there is no snapshot in this vault yet")
                }
                throw missing(damaged.id.text, in: list)
            }
            return latest
        case .prefix(let prefix):
            let found = list.snapshots.filter { $0.id.text.hasPrefix(prefix) }
            guard let first = found.first else { throw missing(prefix, in: list) }
            guard found.count == 1 else {
                throw StandAloneError(
                    .ambiguousSnapshot, "\(found.count) snapshots begin with \(prefix)",
                    hint: "type more of the id")
            }
            return first
        }
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
