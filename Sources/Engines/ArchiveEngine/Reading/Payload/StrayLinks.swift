internal import Connector
internal import Engine

/// Chosen hard links to entries that are not chosen. The first of them takes the place of what it
/// links to; further ones link to it.
struct StrayLinks {
    /// What a link is to come as.
    enum Resolution {
        case asItIs
        case link(to: EntryPath)
        case itself(EntryRecord)
    }

    /// Each costs some hundred bytes while the snapshot is gone through.
    static let targetsMax = 1 << 20

    /// What chosen links link to.
    private var targets: Set<EntryPath> = []
    private var passedOver: [EntryPath: EntryRecord] = [:]
    private var successors: [EntryPath: EntryPath] = [:]

    /// Goes through the index once, unless everything is chosen.
    init(_ source: IndexSource, _ choice: EntryChoice) throws {
        guard !choice.isEverything else { return }
        var entries = try EntryCursor(source)
        while let record = try entries.next() {
            guard case .hardLink(let target) = record.kind,
                choice.admits(record.path, record.kind)
            else { continue }
            targets.insert(target)
            guard targets.count <= Self.targetsMax else {
                throw EngineError(
                    .local, "more than \(Self.targetsMax) hard links are chosen; choose everything")
            }
        }
    }

    /// To be told of every entry that is not chosen.
    mutating func passOver(_ record: EntryRecord) {
        if targets.contains(record.path) { passedOver[record.path] = record }
    }

    mutating func resolve(_ path: EntryPath, to target: EntryPath) -> Resolution {
        if let successor = successors[target] { return .link(to: successor) }
        guard let original = passedOver.removeValue(forKey: target) else { return .asItIs }
        successors[target] = path
        return .itself(original)
    }
}
