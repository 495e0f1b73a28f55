internal import Host
internal import Storage
internal import Synchronization

/// A walk over the objects below a folder, a batch at a time; what it holds grows with the depth
/// and the number of folders, not with that of objects.
final class LocalListing: Sendable {
    private struct State: ~Copyable {
        var pending: [ObjectName?]
        var reader: Folder.EntryReader?
        var folder: Folder?
        var name: ObjectName?
    }

    private let root: Folder
    private let state: Mutex<State>

    init(_ folder: ObjectName?, in root: LocalRoot) throws {
        self.root = try root.open()
        if let folder { try LocalObject.requireNoLink(above: folder, in: self.root) }
        state = Mutex(State(pending: [folder], reader: nil, folder: nil, name: nil))
    }

    /// The next objects, possibly none; nil at the end.
    func next() throws -> [ObjectInfo]? {
        try StorageError.translating {
            try state.withLock { state in
                while true {
                    if let entries = try Self.entries(&state) {
                        return try entries.compactMap { try look(at: $0, &state) }
                    }
                    guard let next = state.pending.popLast() else { return nil }
                    try open(next, &state)
                }
            }
        }
    }

    private func open(_ name: ObjectName?, _ state: inout State) throws {
        state.name = name
        state.reader = nil
        state.folder = nil
        guard let name else {
            state.folder = root
            state.reader = try root.entries()
            return
        }
        guard try isFolder(name) else { return }
        // It may have been removed since it was listed.
        guard let folder = try LocalObject.ignoringAbsence({ try root.folder(RelativePath(name)) })
        else { return }
        guard try Self.read(folder, &state) else { return }
        state.folder = folder
    }

    /// False for a folder that has been removed since it was opened.
    private static func read(
        _ folder: Folder, _ state: inout State
    ) throws(FileError) -> Bool {
        do throws(FileError) {
            state.reader = try folder.entries()
            return true
        } catch  where error.kind == .notFound {
            return false
        }
    }

    /// Nothing more of a folder that was removed while it was read: it was empty.
    private static func entries(
        _ state: inout State
    ) throws(FileError) -> [Folder.Entry]? {
        do throws(FileError) {
            return try state.reader?.next()
        } catch  where error.kind == .notFound && state.name != nil {
            return nil
        }
    }

    private func isFolder(_ name: ObjectName) throws -> Bool {
        let status = try LocalObject.ignoringAbsence { try root.status(of: RelativePath(name)) }
        if status?.kind == .link { throw LocalObject.link(name, in: root) }
        return status?.kind == .folder
    }

    /// The object that an entry is, nil for folders, which are visited later, and for what is none
    /// of ours: drafts, `lost+found`, and other names that no object has.
    private func look(at entry: Folder.Entry, _ state: inout State) throws -> ObjectInfo? {
        guard let name = Self.name(of: entry, in: state.name), let folder = state.folder else {
            return nil
        }
        let path = try RelativePath(bytes: entry.name.bytes)
        guard let status = try LocalObject.ignoringAbsence({ try folder.status(of: path) }) else {
            return nil
        }
        switch status.kind {
        case .file: return LocalObject.info(name, status)
        case .folder: state.pending.append(name)
        case .link: throw LocalObject.link(name, in: root)
        default: break
        }
        return nil
    }

    private static func name(of entry: Folder.Entry, in folder: ObjectName?) -> ObjectName? {
        let text = String(decoding: entry.name.bytes, as: UTF8.self)
        // Names that no object can have are somebody else's.
        return try? folder.map { try $0.appending(text) } ?? ObjectName(text)
    }
}
