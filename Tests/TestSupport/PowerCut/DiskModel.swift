internal import Host
internal import Values

/// A disk's files and names, and for each change whether it is safe from a power cut.
struct DiskModel: Sendable {
    typealias NodeID = Int

    struct Write: Sendable {
        let number: Int
        let offset: Int
        let bytes: [UInt8]
    }

    enum Node: Sendable {
        case file(safe: [UInt8], pending: [Write])
        case folder
        case link(SystemString)
    }

    /// A change of names that is not safe yet.
    struct Change: Sendable {
        enum Kind: Sendable {
            case add(Place, NodeID)
            case remove(Place)
            /// In one step.
            case move(Place, to: Place, NodeID)
        }

        let number: Int
        var kind: Kind
    }

    /// A name in a folder.
    struct Place: Hashable, Sendable {
        let folder: NodeID
        let name: SystemString
    }

    static let root: NodeID = 0

    private let rootPath: FilePath
    private(set) var nodes: [NodeID: Node] = [root: .folder]
    /// As processes see them.
    private var names: [Place: NodeID] = [:]
    private(set) var safeNames: [Place: NodeID] = [:]
    private(set) var changes: [Change] = []
    private var identities: [DiskNode: NodeID] = [:]

    var hasPending: Bool {
        !changes.isEmpty
            || nodes.values.contains { node in
                if case .file(_, let pending) = node { !pending.isEmpty } else { false }
            }
    }

    // MARK: The beginning

    /// What is there now, all of it safe. `holds` are to last for as long as events come.
    init(reading root: FilePath, holding holds: HeldNodes) throws {
        rootPath = root
        let folder = try Folder(at: root)
        holds.hold(root)
        identities[DiskNode(try folder.status())] = Self.root
        try read(folder, as: Self.root, holds)
        safeNames = names
    }

    private mutating func read(_ folder: Folder, as id: NodeID, _ holds: HeldNodes) throws {
        var reader = try folder.entries()
        while let batch = try reader.next() {
            for entry in batch {
                let name = try RelativePath(bytes: entry.name.bytes)
                holds.hold(folder.path.appending(entry.name))
                let status = try folder.status(of: name)
                let node = Place(folder: id, name: entry.name)
                switch status.kind {
                case .folder:
                    let child = add(.folder, at: node, DiskNode(status))
                    try read(folder.folder(name), as: child, holds)
                case .link: _ = add(.link(try folder.target(ofLink: name)), at: node, nil)
                default:
                    let bytes = try folder.read(name, limit: .gibibytes(1))
                    _ = add(.file(safe: bytes, pending: []), at: node, DiskNode(status))
                }
            }
        }
    }

    private mutating func add(_ node: Node, at place: Place, _ identity: DiskNode?) -> NodeID {
        let id = nodes.count
        nodes[id] = node
        names[place] = id
        if let identity { identities[identity] = id }
        return id
    }

    // MARK: Events

    /// Whether the event concerns this disk.
    mutating func apply(_ event: DiskEvent, number: Int) -> Bool {
        switch event {
        case .madeFile(let path, let identity):
            return make(.file(safe: [], pending: []), path, identity, number)
        case .madeFolder(let path, let identity):
            return make(.folder, path, identity, number)
        case .madeLink(let path, let target):
            return make(.link(target), path, nil, number)
        case .wrote(let identity, let offset, let bytes):
            return write(identity, Write(number: number, offset: Int(offset), bytes: bytes))
        case .renamed(let path, let newPath):
            return move(path, to: newPath, number)
        case .removed(let path):
            guard let place = place(path), names.removeValue(forKey: place) != nil else {
                return false
            }
            changes.append(Change(number: number, kind: .remove(place)))
            return true
        case .synchronized(let identity, let mark):
            return synchronize(identity, before: mark)
        }
    }

    private mutating func make(
        _ node: Node, _ path: FilePath, _ identity: DiskNode?, _ number: Int
    ) -> Bool {
        guard let place = place(path) else { return false }
        // A file that was opened and was there already.
        if let known = names[place], identity.map({ identities[$0] == known }) ?? false {
            return false
        }
        let id = add(node, at: place, identity)
        changes.append(Change(number: number, kind: .add(place, id)))
        return true
    }

    private mutating func write(_ identity: DiskNode, _ write: Write) -> Bool {
        guard let id = identities[identity], case .file(let safe, let pending) = nodes[id] else {
            return false
        }
        nodes[id] = .file(safe: safe, pending: pending + [write])
        return true
    }

    private mutating func move(_ path: FilePath, to newPath: FilePath, _ number: Int) -> Bool {
        guard let from = place(path), let to = place(newPath),
            let id = names.removeValue(forKey: from)
        else { return false }
        names[to] = id
        changes.append(Change(number: number, kind: .move(from, to: to, id)))
        return true
    }

    private mutating func synchronize(_ identity: DiskNode, before mark: Int) -> Bool {
        guard let id = identities[identity] else { return false }
        switch nodes[id] {
        case .file(let safe, let pending):
            let now = pending.filter { $0.number < mark }
            nodes[id] = .file(
                safe: safe.written(now), pending: pending.filter { $0.number >= mark })
        case .folder: synchronize(folder: id, before: mark)
        default: return false
        }
        return true
    }

    private mutating func synchronize(folder: NodeID, before mark: Int) {
        var rest: [Change] = []
        for var change in changes {
            switch change.kind {
            case .add(let place, _) where place.folder == folder && change.number < mark,
                .remove(let place) where place.folder == folder && change.number < mark:
                safeNames.apply(change.kind)
            case .move(let from, let to, let id)
            where to.folder == folder && from.folder != folder && change.number < mark:
                // The new name is safe; the old one may still be there.
                safeNames.apply(.add(to, id))
                change.kind = .remove(from)
                rest.append(change)
            case .move(let from, let to, _)
            where (from.folder == folder || to.folder == folder) && change.number < mark:
                safeNames.apply(change.kind)
            default: rest.append(change)
            }
        }
        changes = rest
    }

    /// nil for what lies elsewhere, or in a folder that nobody has seen made.
    private func place(_ path: FilePath) -> Place? {
        guard let below = path.bytes(below: rootPath) else { return nil }
        let parts = below.split(separator: 0x2F).map { SystemString(bytes: $0) }
        guard let last = parts.last else { return nil }
        var folder = Self.root
        for part in parts.dropLast() {
            guard let next = names[Place(folder: folder, name: part)] else { return nil }
            folder = next
        }
        return Place(folder: folder, name: last)
    }
}

extension FilePath {
    /// The rest of a path in that folder, with the slash; nil for others.
    func bytes(below root: FilePath) -> ArraySlice<UInt8>? {
        let (root, bytes) = (root.string.bytes, string.bytes)
        guard bytes.starts(with: root), bytes.count > root.count, bytes[root.count] == 0x2F else {
            return nil
        }
        return bytes[root.count...]
    }
}

extension [DiskModel.Place: DiskModel.NodeID] {
    mutating func apply(_ change: DiskModel.Change.Kind) {
        switch change {
        case .add(let place, let id): self[place] = id
        case .remove(let place): self[place] = nil
        case .move(let from, let to, let id):
            self[from] = nil
            self[to] = id
        }
    }
}

extension [UInt8] {
    /// With these writes, in order; a gap before one is filled with zeros.
    func written(_ writes: [DiskModel.Write]) -> [UInt8] {
        var bytes = self
        for write in writes {
            let end = write.offset + write.bytes.count
            if bytes.count < end {
                bytes += [UInt8](repeating: 0, count: end - bytes.count)
            }
            bytes.replaceSubrange(write.offset..<end, with: write.bytes)
        }
        return bytes
    }
}
