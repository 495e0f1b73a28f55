internal import Connector
internal import Engine
internal import JSON
internal import Values

/// A line of `ls --json` that stands for something in a snapshot.
struct ListedNode: Sendable {
    enum Kind: String, Sendable {
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

    var entry: Entry {
        Entry(
            path: path, kind: entryKind, metadata: metadata, size: kind == .file ? size : 0)
    }

    /// Neither file nor folder nor link: a dump leaves it out.
    var isSpecial: Bool {
        switch kind {
        case .file, .dir, .symlink: false
        case .fifo, .socket, .dev, .chardev: true
        }
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
