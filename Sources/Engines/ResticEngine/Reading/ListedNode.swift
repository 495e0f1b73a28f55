internal import Connector
internal import Engine
internal import JSON
internal import Synchronization
internal import Values

/// A line of `ls --json` that stands for something in a snapshot.
struct ListedNode {
    enum Kind: String {
        case file, dir, symlink, fifo, socket, dev, chardev
    }

    let path: EntryPath
    let kind: Kind
    let metadata: EntryMetadata
    let size: Int64

    /// nil for the line about the snapshot itself.
    /// - Throws: `.local` for what is no such line.
    init?(_ line: ResticLine) throws(EngineError) {
        guard let node = line.message else {
            throw EngineError(.local, "restic listed something that is no entry")
        }
        guard node["struct_type"]?.text == "node" || node["message_type"]?.text == "node" else {
            return nil
        }
        guard let text = node["path"]?.text, let path = EntryPath(text.dropFirst()),
            let kind = node["type"]?.text.flatMap(Kind.init),
            let modified = node["mtime"]?.text.flatMap(FileTime.init(restic:))
        else { throw EngineError(.local, "restic listed an entry without a path, kind or time") }
        self.path = path
        self.kind = kind
        size = node["size"]?.wholeNumber ?? 0
        metadata = EntryMetadata(
            permissions: Self.permissions(node["mode"]?.wholeNumber ?? 0),
            user: .init(id: UInt32(clamping: node["uid"]?.wholeNumber ?? 0)),
            group: .init(id: UInt32(clamping: node["gid"]?.wholeNumber ?? 0)), modified: modified)
    }

    /// Of Go, whose bits for set-id and sticky are elsewhere.
    private static func permissions(_ mode: Int64) -> UInt16 {
        var bits = UInt16(mode & 0o777)
        if mode >> 23 & 1 == 1 { bits |= 0o4000 }
        if mode >> 22 & 1 == 1 { bits |= 0o2000 }
        if mode >> 20 & 1 == 1 { bits |= 0o1000 }
        return bits
    }

    /// What can be told of it. The numbers of a device and the target of a link cannot.
    var entryKind: Entry.Kind {
        switch kind {
        case .file: .file
        case .dir: .folder
        case .symlink: .link([])
        case .fifo: .fifo
        case .socket: .socket
        case .dev: .blockDevice(major: 0, minor: 0)
        case .chardev: .characterDevice(major: 0, minor: 0)
        }
    }
}

/// Collects what is neither file nor folder nor link.
final class SpecialFiles: Sendable {
    /// A system has some hundred devices and sockets; a hostile list must not fill the memory.
    private static let countMax = 100_000

    private let found = Mutex<[String: ListedNode.Kind]>([:])

    var paths: [String: ListedNode.Kind] { found.withLock(\.self) }

    func take(_ line: ResticLine) throws {
        guard !line.isError, !line.bytes.isEmpty, let node = try ListedNode(line) else { return }
        switch node.kind {
        case .file, .dir, .symlink: return
        case .fifo, .socket, .dev, .chardev: break
        }
        let count = found.withLock { paths in
            paths["\(node.path)"] = node.kind
            return paths.count
        }
        guard count <= Self.countMax else {
            throw EngineError(.local, "the snapshot has more than \(Self.countMax) special files")
        }
    }
}

extension FileTime {
    /// RFC 3339 with nanoseconds, as Go writes it.
    init?(restic text: String) {
        guard let moment = Timestamp(rfc3339: text) else { return nil }
        var digits =
            text.split(separator: ".", maxSplits: 1).dropFirst().first?
            .prefix { $0.isNumber } ?? ""
        digits = digits.prefix(9)
        var nanoseconds = UInt32(digits) ?? 0
        for _ in digits.count..<9 { nanoseconds *= 10 }
        self.init(seconds: moment.seconds, nanoseconds: nanoseconds)
    }
}
