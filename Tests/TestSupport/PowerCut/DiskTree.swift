internal import Host

/// What is found on a disk after a power cut.
struct DiskTree: Sendable {
    fileprivate(set) var names: [DiskModel.Place: DiskModel.NodeID]
    fileprivate(set) var files: [DiskModel.NodeID: [UInt8]] = [:]
    fileprivate(set) var links: [DiskModel.NodeID: SystemString] = [:]

    /// Makes the tree at a path that is free.
    func write(to path: FilePath) throws {
        let parent = try Folder(at: path.parent)
        try parent.makeFolder(RelativePath(bytes: path.name.bytes))
        try write(DiskModel.root, to: Folder(at: path))
    }

    private func write(_ id: DiskModel.NodeID, to folder: Folder) throws {
        for (place, child) in names where place.folder == id {
            let name = try RelativePath(bytes: place.name.bytes)
            if let bytes = files[child] {
                let file = try folder.openFile(name, for: .create(.ownerOnly))
                try unsafe file.write(bytes.span.bytes, path: path(place.name))
            } else if let target = links[child] {
                try folder.makeLink(name, to: target)
            } else {
                try folder.makeFolder(name)
                try write(child, to: folder.folder(name))
            }
        }
    }

    private func path(_ name: SystemString) -> FilePath { FilePath(name) }
}

extension DiskModel {
    /// What becomes of everything that was not synchronised.
    enum Fate: Sendable, CustomStringConvertible {
        case lost, kept
        /// All names and no whole write.
        case torn(SeededGenerator)
        case mixed(SeededGenerator)

        var description: String {
            switch self {
            case .lost: "lost"
            case .kept: "kept"
            case .torn(let generator): "torn (\(generator.seed))"
            case .mixed(let generator): "kept in parts (\(generator.seed))"
            }
        }
    }

    /// What a disk keeps of a write is whole sectors.
    private static let sector = 512

    func crashed(_ fate: Fate) -> DiskTree {
        var generator = SeededGenerator(seed: 0)
        switch fate {
        case .mixed(let seeded), .torn(let seeded): generator = seeded
        case .lost, .kept: break
        }
        var tree = DiskTree(names: safeNames)
        for change in changes where isKept(fate, &generator) {
            tree.names.apply(change.kind)
        }
        for (id, node) in nodes.sorted(by: { $0.key < $1.key }) {
            switch node {
            case .file(let safe, let pending):
                tree.files[id] = content(safe, pending, fate, &generator)
            case .link(let target): tree.links[id] = target
            case .folder: break
            }
        }
        return tree
    }

    private func isKept(_ fate: Fate, _ generator: inout SeededGenerator) -> Bool {
        switch fate {
        case .lost: false
        case .kept, .torn: true
        case .mixed: Bool.random(using: &generator)
        }
    }

    private func content(
        _ safe: [UInt8], _ pending: [Write], _ fate: Fate, _ generator: inout SeededGenerator
    ) -> [UInt8] {
        switch fate {
        case .lost: return safe
        case .kept: return safe.written(pending)
        case .torn: return safe.written(pending.map { torn($0, &generator) })
        case .mixed: break
        }
        var content = safe
        for write in pending {
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: content = content.written([write])
            case 1: content = content.written([torn(write, &generator)])
            default: break
            }
        }
        return content
    }

    /// Its first sectors; the rest is missing, or zeros where the length came through.
    private func torn(_ write: Write, _ generator: inout SeededGenerator) -> Write {
        let end = write.offset + write.bytes.count
        let least = min(end, write.offset + Self.sector)
        let cut = Int.random(in: least...end, using: &generator) / Self.sector * Self.sector
        let kept = Array(write.bytes.prefix(max(0, cut - write.offset)))
        let hasLength = Bool.random(using: &generator)
        let zeros = hasLength ? [UInt8](repeating: 0, count: write.bytes.count - kept.count) : []
        return Write(number: write.number, offset: write.offset, bytes: kept + zeros)
    }
}
