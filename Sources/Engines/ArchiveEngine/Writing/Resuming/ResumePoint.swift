internal import Compression
internal import Connector
internal import Engine
internal import Host
internal import Values

/// Where a pass begins: at the beginning, or behind a part that an earlier attempt finished.
struct ResumePoint: Sendable {
    var partSize: Int64
    /// Of the parts that stay.
    var partCount = 0
    var position = WalkPosition()
    var indexSize: Int64 = 0
    /// The index that belongs to them; nil at the beginning.
    var index: FilePath?

    var isBeginning: Bool { partCount == 0 }
    var nextPart: PartName { PartName(partCount + 1) }

    /// Whether one reading serves both.
    func goesTogether(with other: ResumePoint) -> Bool {
        partSize == other.partSize && partCount == other.partCount && position == other.position
            && indexSize == other.indexSize
    }

    /// Begins the walk, and goes over what is done already.
    /// - Returns: With it, how many entries are there now that what is done knows nothing of.
    func feed(
        _ source: any Connector, policy: IssuePolicy
    ) throws -> (feed: TarFeed, newcomers: Int) {
        let stream = try source.entries()
        guard !isBeginning else { return (TarFeed(stream, policy: policy), 0) }
        // Once the archive's end has begun, nothing may be added, whatever is there now.
        guard position.trailer == nil, let index else {
            return (
                try TarFeed(stream, policy: policy, from: position, at: nil, absent: []), 0
            )
        }
        let walk = RepeatedWalk(
            stream, position, try StoredIndex(at: index, size: indexSize))
        try walk.goOver()
        var position = position
        position.issues = walk.issues
        let feed = try TarFeed(
            walk, policy: policy, from: position, at: walk.openEntry, absent: walk.absent)
        return (feed, walk.newcomers)
    }
}
