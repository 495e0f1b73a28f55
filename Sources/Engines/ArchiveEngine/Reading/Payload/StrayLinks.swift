internal import Connector
internal import Engine

/// Chosen hard links to entries that are not chosen. The first of them takes the place of what it
/// links to; further ones link to it. Where no links are wanted, every one takes that place.
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
    private let wish: EntryChoice.HardLinks

    /// Goes through the index once, unless all links are links to what is chosen.
    init(_ source: IndexSource, _ choice: EntryChoice) throws {
        wish = choice.hardLinks
        guard !choice.isEverything || wish == .asFiles else { return }
        var entries = try EntryCursor(source, below: choice.paths)
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

    /// Whether entries that are not chosen have to be looked at, too.
    var isEmpty: Bool { targets.isEmpty }

    /// To be told of every entry that is not chosen.
    mutating func passOver(_ record: EntryRecord) {
        if targets.contains(record.path) { passedOver[record.path] = record }
    }

    /// To be told of every entry that is.
    mutating func pass(_ record: EntryRecord) {
        if wish == .asFiles { passOver(record) }
    }

    mutating func resolve(_ path: EntryPath, to target: EntryPath) -> Resolution {
        if wish == .asFiles { return passedOver[target].map { .itself($0) } ?? .asItIs }
        if let successor = successors[target] { return .link(to: successor) }
        guard let original = passedOver.removeValue(forKey: target) else { return .asItIs }
        successors[target] = path
        return .itself(original)
    }
}
