internal import Engine
internal import Storage
internal import Values

/// What has to lie in a snapshot's folder before it is signed, and nothing else of the format.
struct StoredObjects: Sendable {
    private let layout: SnapshotLayout
    private let sizes: [ObjectName: Int64]

    init(_ parts: [Manifest.Part], _ index: Manifest.SealedObject, in layout: SnapshotLayout) {
        self.layout = layout
        var sizes = Dictionary(
            uniqueKeysWithValues: parts.map { (layout.part($0.name), $0.size) })
        let isSealed = index.name == SnapshotLayout.indexName(.age)
        sizes[layout.index(isSealed ? .age : .none)] = index.size
        self.sizes = sizes
    }

    /// The last look before the signature.
    ///
    /// Somebody may have taken away what was stored long ago, believing that nobody would go on
    /// with it. And an earlier attempt that could not be gone on with may have left parts beyond
    /// the last, which whoever restores by hand would take for some of this snapshot's; they go.
    /// What a person has put into the folder is not ours and stays.
    /// - Throws: What is missing; nothing is lost by another attempt.
    func settle(in storage: any Storage) async throws {
        var there: [ObjectName: Int64] = [:]
        for object in try await storage.listAll(layout.folder) {
            there[object.name] = object.size
            if isStranger(object.name) { try await storage.delete(object.name) }
        }
        for (name, size) in sizes.sorted(by: { $0.key < $1.key }) where there[name] != size {
            // A listing may be late.
            let found = try await storage.head(name)?.size
            guard found != size else { continue }
            throw EngineError(
                .storage,
                "\(storage.place): \(name.lastPart) \(found == nil ? "is gone" : "was changed") "
                    + "since it was stored; another attempt writes it again",
                disposition: .retryable)
        }
    }

    private func isStranger(_ name: ObjectName) -> Bool {
        guard name.folder == layout.folder, sizes[name] == nil else { return false }
        let described = [layout.restore, layout.manifest, layout.sums, layout.completion]
        return SnapshotFolder.isOurs(String(name.lastPart)) && !described.contains(name)
    }
}
