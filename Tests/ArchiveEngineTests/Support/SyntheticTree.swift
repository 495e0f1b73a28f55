import Connector
import Cryptography
import Synchronization
import TestSupport
import Values

@testable import ArchiveEngine

/// A source that exists in memory alone: entries of every kind, and files that misbehave on demand.
final class SyntheticTree: Connector {
    struct Node: Sendable {
        var path: String
        var kind: Entry.Kind = .file
        var permissions: UInt16 = 0o644
        var modified = FileTime(seconds: 1_700_000_000, nanoseconds: 123_456_789)
        var attributes: [EntryMetadata.Attribute] = []
        var seed: UInt64 = 0
        var size: Int64 = 0
        var isCompressible = true
        var extents: [DataExtent]?
        var inode: UInt64 = 0
        var linkCount: UInt64 = 1
        var mishap: Mishap?
    }

    private typealias Owner = EntryMetadata.Owner

    enum Mishap: Hashable, Sendable {
        case vanishes, shrinks(to: Int64), breaks(at: Int64), changes
    }

    let title = "a synthetic tree"
    private let nodes: Mutex<[Node]>
    /// Called with each path that is opened.
    private let opened: @Sendable (String) throws -> Void

    init(_ nodes: [Node], opened: @escaping @Sendable (String) throws -> Void = { _ in }) {
        self.nodes = Mutex(nodes)
        self.opened = opened
    }

    var list: [Node] {
        nodes.withLock { nodes in
            nodes.sorted { Self.path($0.path) < Self.path($1.path) }
        }
    }

    func change(_ body: (inout [Node]) -> Void) {
        nodes.withLock { body(&$0) }
    }

    func measure(_ report: (SourceTotals) -> Void) throws -> SourceTotals {
        let list = list
        return SourceTotals(
            entries: Int64(list.count),
            size: list.reduce(ByteCount(0)) { $0 + ByteCount($1.size) })
    }

    func entries() throws -> any EntryStream {
        Walk(list.map { Self.entry($0, opened) })
    }

    static func path(_ text: String) -> EntryPath {
        guard let path = EntryPath(text) else { preconditionFailure("\(text) is no path") }
        return path
    }

    private static func entry(
        _ node: Node, _ opened: @escaping @Sendable (String) throws -> Void
    ) -> Entry {
        let isFile = node.kind == .file
        return Entry(
            path: path(node.path), kind: node.kind,
            metadata: EntryMetadata(
                permissions: node.permissions, user: Owner(id: 0, name: Array("root".utf8)),
                group: Owner(id: 0, name: Array("root".utf8)), modified: node.modified,
                attributes: node.attributes),
            size: isFile ? node.size : 0,
            identity: FileIdentity(
                device: 1, inode: node.inode == 0 ? node.seed &+ 1 : node.inode,
                linkCount: node.linkCount, changed: node.modified),
            content: isFile ? Content(node: node, opened: opened) : nil)
    }

    /// What a node's file holds, holes as zeros.
    static func bytes(_ node: Node) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(node.size))
        for extent in node.extents ?? [DataExtent(offset: 0, count: node.size)] {
            let data = data(node, extent.offset..<extent.end)
            bytes.replaceSubrange(Int(extent.offset)..<Int(extent.end), with: data)
        }
        return bytes
    }

    /// What all files are cut from: the seed says where, so that no file is kept.
    private static let source: [UInt8] = {
        var random = SeededGenerator(seed: 42)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(sourceSize)
        while bytes.count < sourceSize {
            let word = random.next() as UInt64
            withUnsafeBytes(of: word) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }()
    private static let sourceSize = 8 << 20

    static func data(_ node: Node, _ range: Range<Int64>) -> [UInt8] {
        let period = node.isCompressible ? 5000 : sourceSize
        let start = Int(node.seed % 3_000_000)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        var position = Int(range.lowerBound)
        while position < Int(range.upperBound) {
            let place =
                node.isCompressible
                ? start + position % period : (start + position) % period
            let rest = node.isCompressible ? period - position % period : period - place
            let count = min(rest, Int(range.upperBound) - position)
            bytes += source[place..<(place + count)]
            position += count
        }
        return bytes
    }

    // MARK: Reading

    private final class Walk: EntryStream {
        let contentOutlivesNext = true
        private var rest: ArraySlice<Entry>

        init(_ entries: [Entry]) {
            rest = entries[...]
        }

        func next() throws -> StreamItem? {
            rest.popFirst().map(StreamItem.entry)
        }
    }

    private struct Content: EntryContent {
        let node: Node
        let opened: @Sendable (String) throws -> Void

        func open() throws -> any ContentReader {
            try opened(node.path)
            if node.mishap == .vanishes {
                throw EntryIssue(.vanished, path(node.path), "\(node.path) is gone")
            }
            return Reader(node)
        }
    }

    private final class Reader: ContentReader {
        private static let pieceSize: Int64 = 256 << 10

        let size: Int64
        let extents: [DataExtent]?
        private let node: Node
        private var left: [DataExtent]
        private var given: Int64 = 0

        init(_ node: Node) {
            self.node = node
            size = node.size
            extents = node.extents
            left = (node.extents ?? [DataExtent(offset: 0, count: node.size)])
                .filter { $0.count > 0 }
        }

        func read(into room: inout OutputSpan<UInt8>) throws {
            guard let extent = left.first else { return }
            var count = min(Int64(room.freeCapacity), extent.count, Self.pieceSize)
            switch node.mishap {
            case .shrinks(let end): count = min(count, max(0, end - given))
            case .breaks(let end):
                guard given < end else {
                    throw EntryIssue(.unreadable, path(node.path), "\(node.path) cannot be read")
                }
                count = min(count, end - given)
            case .vanishes, .changes, nil: break
            }
            _ = room.append(data(node, extent.offset..<(extent.offset + count)), from: 0)
            given += count
            if count == extent.count {
                left.removeFirst()
            } else {
                left[0] = DataExtent(offset: extent.offset + count, count: extent.count - count)
            }
        }

        func finish() throws -> ContentOutcome {
            switch node.mishap {
            case .shrinks: .torn(.shrank)
            case .changes: .torn(.changed)
            case .breaks, .vanishes, nil: .whole
            }
        }
    }
}

extension SyntheticTree {
    /// Entries of every kind, and files of all sizes that together have so many bytes.
    static func everything(seed: UInt64, size: Int64, file largest: Int64 = 9 << 20) -> [Node] {
        var random = SeededGenerator(seed: seed)
        var nodes = special
        var left = size
        var number = 0
        while left > 0 {
            number += 1
            let limit = number.isMultiple(of: 4) ? largest : 60_000
            let size = min(left, Int64.random(in: 0...limit, using: &random))
            left -= max(size, 1)
            var node = Node(path: "tree/d\(number % 7)/file \(number)")
            node.seed = random.next()
            node.size = size
            node.isCompressible = Bool.random(using: &random)
            nodes.append(node)
        }
        return nodes
    }

    private static var special: [Node] {
        let long = String(repeating: "long name ", count: 20)
        var nodes = [Node(path: "tree", kind: .folder, permissions: 0o755)]
        for number in 0..<7 {
            nodes.append(Node(path: "tree/d\(number)", kind: .folder, permissions: 0o750))
        }
        nodes.append(Node(path: "tree/empty", size: 0))
        nodes.append(Node(path: "tree/fifo", kind: .fifo))
        nodes.append(Node(path: "tree/socket", kind: .socket))
        nodes.append(Node(path: "tree/link", kind: .link(Array("d1/../empty".utf8))))
        nodes.append(Node(path: "tree/\(long)", seed: 7, size: 1234))
        nodes.append(Node(path: "tree/ümlaut\"\\\n", seed: 8, size: 77))
        nodes.append(
            Node(path: "tree/first", seed: 9, size: 5000, inode: 4711, linkCount: 2))
        nodes.append(
            Node(
                path: "tree/second", kind: .hardLink(path("tree/first")), inode: 4711,
                linkCount: 2))
        nodes.append(
            Node(
                path: "tree/sparse", seed: 10, size: 3_000_001,
                extents: [
                    DataExtent(offset: 8192, count: 70_000),
                    DataExtent(offset: 2_000_384, count: 12_345),
                ]))
        var labelled = Node(path: "tree/labelled", seed: 11, size: 10)
        labelled.attributes = [.init(name: Array("user.origin".utf8), value: [0, 1, 255])]
        nodes.append(labelled)
        return nodes
    }
}
