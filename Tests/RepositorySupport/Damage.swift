internal import Host
internal import TestSupport

/// What can be wrong with a repository, each made from a `SampleRepository`, with what the real
/// restic says about it.
package enum Damage: String, CaseIterable, Sendable {
    /// Control: nothing is done.
    case none
    case missingDataPack, missingTreePack, emptyPack, truncatedPack
    /// In the middle of a large file's content.
    case flippedData
    /// In the tree of a folder.
    case flippedTree
    /// In the sealed list of blobs at a pack's end, and in the length of that list.
    case flippedHeader, flippedHeaderLength
    /// In the folder of another pack's first byte.
    case misplacedPack
    case flippedIndex, truncatedIndex, missingIndex, missingIndexes
    /// Of the older backup.
    case flippedSnapshot
    case flippedKey, missingKey, flippedConfig, missingConfig
    /// Blobs that two packs have, as two machines at the same time leave them.
    case duplicateBlobs
    /// A pack that two indexes list.
    case packInTwoIndexes
    /// Names that no repository has.
    case foreignFiles
    /// Garbage with names as packs, indexes, snapshots and locks have them.
    case foreignPack, foreignIndex, foreignSnapshot, foreignLock

    /// Damages a repository that is whole.
    package func apply(to sample: SampleRepository) async throws {
        let repository = DamagingHand(root: sample.path)
        switch self {
        case .none: break
        case .missingDataPack:
            try repository.remove(pack: try await sample.place(of: "docs/1.txt").pack)
        case .missingTreePack:
            try repository.remove(pack: try await sample.place(of: "docs").pack)
        case .emptyPack, .truncatedPack, .flippedData, .flippedHeader, .flippedHeaderLength,
            .misplacedPack:
            try await damagePack(of: sample, repository)
        case .flippedTree:
            let place = try await sample.place(of: "docs")
            try repository.flip(pack: place.pack, at: place.offset + place.length / 2)
        case .flippedIndex, .truncatedIndex, .missingIndex:
            let place = try await sample.place(of: "docs/1.txt")
            try damageIndex("index/\(place.index)", repository)
        case .missingIndexes:
            for name in try repository.names(in: "index") { try repository.remove("index/\(name)") }
        case .flippedSnapshot: try repository.flip("snapshots/\(sample.older)", at: 40)
        case .flippedKey: try repository.flip("keys/\(LightIdentity.one.keyName)", at: 300)
        case .missingKey: try repository.remove("keys/\(LightIdentity.one.keyName)")
        case .flippedConfig: try repository.flip("config", at: 40)
        case .missingConfig: try repository.remove("config")
        case .duplicateBlobs, .packInTwoIndexes:
            try await addFromTwin(of: sample, repository)
        case .foreignFiles, .foreignPack, .foreignIndex, .foreignSnapshot, .foreignLock:
            for name in foreignNames { try repository.write("no file of a repository", to: name) }
        }
    }

    /// That of `pictures`.
    private func damagePack(of sample: SampleRepository, _ repository: DamagingHand) async throws {
        let place = try await sample.place(of: "pictures/big")
        let size = try repository.size(pack: place.pack)
        switch self {
        case .emptyPack: try repository.truncate(pack: place.pack, to: 0)
        case .truncatedPack: try repository.truncate(pack: place.pack, to: size / 2)
        case .flippedHeader: try repository.flip(pack: place.pack, at: size - 20)
        case .flippedHeaderLength: try repository.flip(pack: place.pack, at: size - 1)
        case .misplacedPack: try repository.move(pack: place.pack)
        default: try repository.flip(pack: place.pack, at: place.offset + place.length / 2)
        }
    }

    private func damageIndex(_ name: String, _ repository: DamagingHand) throws {
        switch self {
        case .flippedIndex: try repository.flip(name, at: 40)
        case .truncatedIndex: try repository.truncate(name, to: 60)
        default: try repository.remove(name)
        }
    }

    /// The twin gets the pictures once more, or an index of everything; both are legal there, and
    /// the repository then has what both have.
    private func addFromTwin(of sample: SampleRepository, _ repository: DamagingHand) async throws {
        let path = "\(sample.path).twin"
        _ = try await runProgram("cp", ["-a", sample.path, path])
        var restic = sample.restic
        restic.repository = path
        if self == .duplicateBlobs {
            let twin = DamagingHand(root: path)
            let blobs = try await sample.blobs()
            let index = try await sample.place(of: "pictures/big").index
            for pack in Set(blobs.filter { $0.index == index }.map(\.pack)) {
                try twin.remove(pack: pack)
            }
            try twin.remove("index/\(index)")
            try twin.remove("snapshots/\(sample.newer)")
            try await restic.backUp(["pictures"], in: sample.source)
        } else {
            let all = restic.version == .v014 ? ["rebuild-index"] : ["repair", "index"]
            try await restic.succeed(all + ["--read-all-packs"])
        }
        for folder in ["data", "index"] {
            let copied = try await runProgram(
                "cp", ["-an", "\(path)/\(folder)/.", "\(sample.path)/\(folder)"])
            precondition(copied.status == 0, "what a twin has fits into the repository")
        }
    }

    private var foreignNames: [String] {
        let id = String(repeating: "0", count: 64)
        return switch self {
        case .foreignPack: ["data/00/\(id)"]
        case .foreignIndex: ["index/\(id)"]
        case .foreignSnapshot: ["snapshots/\(id)"]
        case .foreignLock: ["locks/\(id)"]
        default:
            [
                "README.txt", "data/notes.txt", "data/00/Thumbs.db", "data/00/\(id)-tmp-123",
                "data/00/.\(id).partial", "index/.DS_Store", "snapshots/readme", "keys/notes",
                "locks/old",
            ]
        }
    }
}
