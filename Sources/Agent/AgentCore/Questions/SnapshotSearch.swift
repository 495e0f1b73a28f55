internal import AgentProtocol
internal import Connector
internal import Cryptography
internal import Domain
internal import Engine
internal import Values

/// Looks for something in snapshots of a vault, until there is more than an answer holds or it has
/// taken too long. Blocks, as the streams of engines do.
struct SnapshotSearch {
    private let vault: any Vault
    private let isLate: () -> Bool
    private var room = AnswerRoom()

    /// - Parameter isLate: Whether it has taken too long by now.
    init(_ vault: any Vault, isLate: @escaping () -> Bool) {
        self.vault = vault
        self.isLate = isLate
    }

    mutating func findings(for question: SearchQuestion) async throws -> SearchFindings {
        let choice = try Self.choice(of: question.term)
        var findings: [SearchFinding] = []
        for snapshot in question.snapshots {
            guard !isLate(), !room.isFull else { break }
            do {
                findings.append(try await look(in: snapshot, choice))
            } catch let error as EngineError {
                findings.append(
                    SearchFinding(
                        snapshot: snapshot, entries: [], isWhole: false,
                        failure: RunFailure(error)))
            }
        }
        return SearchFindings(findings)
    }

    private static func choice(of term: SearchQuestion.Term) throws -> EntryChoice {
        switch term {
        case .pattern(let text):
            let pattern = NamePattern(text)
            return EntryChoice(isWanted: { path, _ in pattern.matches(path) }, hasContent: false)
        case .path(let name):
            guard let wanted = EntryPath(bytes: name.bytes) else {
                throw EngineError(.noSuchEntry, "this is no path in a snapshot")
            }
            return EntryChoice(
                paths: [wanted], isWanted: { path, _ in path == wanted }, hasContent: false)
        }
    }

    private mutating func look(
        in snapshot: String, _ choice: EntryChoice
    ) async throws -> SearchFinding {
        guard let id = SnapshotID(snapshot) else {
            throw EngineError(.noSuchSnapshot, "this is no snapshot")
        }
        let stream = try await vault.entries(of: id, choice, RunProgress())
        var entries: [SnapshotEntry] = []
        var isWhole = true
        while let item = try stream.next() {
            try Task.checkCancellation()
            guard case .entry(let entry) = item else { continue }
            let found = SnapshotEntry(entry)
            guard found.path.isTellable else {
                isWhole = false
                continue
            }
            guard !isLate(), entries.count < ProtocolLimits.searchHitsMax, room.take(found) else {
                return SearchFinding(snapshot: snapshot, entries: entries, isWhole: false)
            }
            entries.append(found)
        }
        return SearchFinding(snapshot: snapshot, entries: entries, isWhole: isWhole)
    }
}

/// How much an answer still holds: it has to fit into one frame.
struct AnswerRoom {
    private var left = ProtocolLimits.answerBytesMax
    private(set) var isFull = false

    /// False where it does not fit; then nothing more fits.
    mutating func take(_ entry: SnapshotEntry) -> Bool {
        take(entry.path, besides: 320)
    }

    mutating func take(_ name: FileName, besides: Int) -> Bool {
        let text = name.text.utf8.count
        // Escapes make two of some characters, and six of a few.
        let escapes = name.bytes.count { $0 < 0x20 || $0 == 0x22 || $0 == 0x5c || $0 == 0x7f } * 5
        let bytes = text == name.bytes.count ? 0 : name.bytes.count * 4 / 3 + 16
        left -= text + escapes + bytes + besides
        if left < 0 { isFull = true }
        return !isFull
    }
}

extension FileName {
    /// Whether it is short enough to be said. Paths may be longer than any that is typed.
    var isTellable: Bool {
        bytes.count <= Fields.path.length.upperBound
            && text.unicodeScalars.count <= Fields.path.length.upperBound
    }
}

extension SnapshotEntry {
    init(_ entry: Entry) {
        self.init(
            path: FileName(entry.path.bytes), kind: TreePage.Item.Kind(entry.kind),
            size: ByteCount(entry.size), modified: Timestamp(entry.metadata.modified),
            digest: entry.digest?.bytes)
    }
}

extension TreePage.Item.Kind {
    init(_ kind: Entry.Kind) {
        switch kind {
        case .folder: self = .folder
        case .file, .hardLink: self = .file
        case .link: self = .link
        case .fifo, .socket, .characterDevice, .blockDevice: self = .other
        }
    }
}

extension Timestamp {
    /// Nil for times that no calendar of four figures has.
    init?(_ time: FileTime) {
        guard Self.shown.contains(time.seconds) else { return nil }
        self.init(milliseconds: time.seconds * 1000 + Int64(time.nanoseconds / 1_000_000))
    }

    /// From the year 0001 to the year 9999.
    private static let shown: ClosedRange<Int64> = -62_135_596_800...253_402_300_799
}
