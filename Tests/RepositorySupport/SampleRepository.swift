internal import Host
package import JSON
internal import TestSupport
internal import Values

/// A small repository that the real restic wrote, and what was backed up into it: first `docs`,
/// then `docs` with `pictures`. Each backup left one pack of data, one of trees, and an index of
/// both.
package struct SampleRepository: Sendable {
    package let restic: UpstreamRestic
    /// The repository's folder.
    package let path: String
    /// The folder that was backed up, by its relative name: `docs` is at the snapshot's root.
    package let source: String
    package let older: String
    package let newer: String

    package static let documents = (0..<5).map { "docs/\($0).txt" }
    package static let pictures = ["pictures/big", "pictures/small"]
    /// What the newer snapshot has.
    package static let files = documents + pictures

    /// Of `pictures/big`: three chunks or more, so that a pack has something in its middle.
    private static let bigSize = 5 << 20

    /// - Parameter scratch: A folder of the test's, with no `repository` and no `source` in it.
    package static func make(
        _ version: UpstreamRestic.Version, in scratch: String
    ) async throws -> SampleRepository {
        let (path, source) = ("\(scratch)/repository", "\(scratch)/source")
        try LightIdentity.one.makeRepository(at: path)
        let root = try Folder(at: FilePath(scratch))
        for folder in ["source", "source/docs", "source/pictures"] {
            try root.makeFolder(RelativePath(folder))
        }
        var noise = SeededGenerator(seed: 7)
        func bytes(_ count: Int) -> [UInt8] {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(count + 8)
            while bytes.count < count {
                withUnsafeBytes(of: noise.next()) { bytes.append(contentsOf: $0) }
            }
            return Array(bytes.prefix(count))
        }
        for name in documents { try writeFile(bytes(3000), to: "\(source)/\(name)") }
        let restic = UpstreamRestic(version, path)
        let older = try await restic.backUp(["docs"], in: source).snapshot
        try writeFile(bytes(bigSize), to: "\(source)/\(pictures[0])")
        try writeFile(bytes(100), to: "\(source)/\(pictures[1])")
        let newer = try await restic.backUp(["docs", "pictures"], in: source).snapshot
        let ids = try await restic.ids(of: "snapshots")
        func whole(_ short: String) -> String { ids.first { $0.hasPrefix(short) } ?? short }
        return SampleRepository(
            restic: restic, path: path, source: source, older: whole(older), newer: whole(newer))
    }

    // MARK: What lies where

    /// A blob as an index knows it.
    package struct BlobPlace: Hashable, Sendable {
        package let id: String
        package let isTree: Bool
        package let pack: String
        package let offset: Int
        package let length: Int
        /// The index file that says so.
        package let index: String
    }

    package func blobs() async throws -> [BlobPlace] {
        var places: [BlobPlace] = []
        for index in try await restic.ids(of: "index") {
            let packs = try await restic.content(of: "index", index)["packs"]
            for pack in packs.elements {
                for blob in (pack["blobs"]).elements {
                    places.append(
                        BlobPlace(
                            id: blob["id"]?.text ?? "", isTree: blob["type"]?.text == "tree",
                            pack: pack["id"]?.text ?? "",
                            offset: Int(blob["offset"]?.wholeNumber ?? 0),
                            length: Int(blob["length"]?.wholeNumber ?? 0), index: index))
                }
            }
        }
        return places
    }

    /// The node at a path of a snapshot, as its tree has it.
    package func node(_ path: String, of snapshot: String) async throws -> JSON {
        var tree = try await restic.content(of: "snapshot", snapshot)["tree"]?.text ?? ""
        var found = JSON.null
        for name in path.split(separator: "/") {
            let nodes = try JSON(parsing: try await restic.blob(tree))["nodes"].elements
            guard let node = nodes.first(where: { $0["name"]?.text == String(name) }) else {
                throw UpstreamRestic.Unreadable(what: path, text: "\(nodes)")
            }
            found = node
            tree = node["subtree"]?.text ?? ""
        }
        return found
    }

    /// Where the first blob of a file lies, or the tree of a folder.
    package func place(of path: String) async throws -> BlobPlace {
        let node = try await node(path, of: newer)
        let id = node["subtree"]?.text ?? node["content"]?[0]?.text
        guard let place = try await blobs().first(where: { $0.id == id }) else {
            throw UpstreamRestic.Unreadable(what: "blob of \(path)", text: "\(node)")
        }
        return place
    }

    package func path(ofPack id: String) -> String { "\(path)/data/\(id.prefix(2))/\(id)" }

    /// The files whose content is whole in a folder that a snapshot was restored to.
    package func wholeFiles(in restored: String) throws -> Set<String> {
        var whole: Set<String> = []
        for name in Self.files {
            do {
                let restored = try readFile("\(restored)/\(name)")
                if try restored == readFile("\(source)/\(name)") { whole.insert(name) }
            } catch is SystemError {
                continue
            }
        }
        return whole
    }
}

extension Optional<JSON> {
    /// Of an array; none of anything else.
    fileprivate var elements: [JSON] {
        if case .array(let elements) = self { elements } else { [] }
    }
}
