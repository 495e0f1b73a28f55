internal import Host
internal import Storage
internal import Synchronization
internal import Values

/// An object that is being written: a temporary file in the root, which gets its name at the end.
final class LocalDraft: Sendable {
    /// Between two looks at the free space: others fill the disk as well.
    private static let bytesPerLook: Int64 = 16 << 20
    private static let attemptsMax = 8

    private struct State: ~Copyable {
        var draft: FileDraft
        var written: Int64 = 0
        var nextLook: Int64 = 0
    }

    private let name: ObjectName
    private let target: RelativePath
    private let length: Int64?
    private let root: LocalRoot
    private let folder: Folder
    private let reserve: Reserve
    private let state: Mutex<State>

    /// Throws `.full` when what is to come does not fit, and `.alreadyExists` before anything of
    /// the body is read.
    init(
        _ name: ObjectName, length: Int64?, in root: LocalRoot, reserve: Reserve, _ rule: PutRule
    ) throws {
        self.name = name
        self.length = length
        self.root = root
        self.reserve = reserve
        target = try RelativePath(name)
        let folder = try root.open()
        self.folder = folder
        if rule == .create, try LocalObject.status(name, in: folder) != nil {
            throw StorageError.alreadyExists(name, in: root.place)
        }
        try reserve.require(
            length ?? 0, isShort: Self.isShort(length), of: name, at: root.path)
        state = Mutex(State(draft: try FileDraft(in: folder)))
    }

    func write(_ piece: [UInt8]) throws {
        try StorageError.translating(name) {
            try state.withLock { state in
                if state.written >= state.nextLook { try look(&state) }
                try state.draft.write(piece)
                state.written += Int64(piece.count)
            }
        }
    }

    private func look(_ state: inout State) throws {
        let more = min(Self.bytesPerLook, length.map { $0 - state.written } ?? Self.bytesPerLook)
        try reserve.require(more, isShort: Self.isShort(length), of: name, at: root.path)
        state.nextLook = state.written + Self.bytesPerLook
    }

    /// Brings it to the disk under its name.
    func commit(_ rule: PutRule, known: KnownFolders) throws {
        try StorageError.translating(name) {
            for attempt in 1... {
                do {
                    try known.prepare(target.parent, in: folder)
                    try state.withLock { state in
                        try state.draft.commit(
                            as: target, replacement: rule == .create ? .refused : .allowed)
                    }
                    break
                } catch let error as FileError
                    where error.kind == .notFound && attempt < Self.attemptsMax
                {
                    // Somebody has removed the folder because it was empty.
                    if let parent = target.parent { known.forget(parent) }
                }
            }
        }
        // A success means that it is where the path leads, also after a disk was exchanged.
        _ = try root.open()
    }

    private static func isShort(_ length: Int64?) -> Bool {
        length.map { $0 <= Reserve.shortObject.bytes } ?? false
    }
}
