package import JSON

extension UpstreamRestic {
    /// What `backup` says at its end.
    package struct BackupSummary: Hashable, Sendable {
        package let snapshot: String
        package let filesNew, filesChanged, filesUnmodified: Int64
        package let foldersNew, foldersChanged, foldersUnmodified: Int64
        package let dataBlobs, treeBlobs: Int64
        /// Before compression.
        package let dataAdded: Int64
    }

    /// A line of `snapshots`.
    package struct SnapshotRow: Hashable, Sendable {
        package let id: String
        package let parent: String?
        package let tree: String
        package let time: String
        package let hostName: String
        package let paths: [String]
        package let tags: [String]
        package let original: String?
    }

    package func initialize() async throws {
        try await succeed(["init"])
    }

    /// Backs up and says what was new.
    /// - Parameter folder: Where relative paths begin.
    @discardableResult
    package func backUp(
        _ paths: [String], options: [String] = [], in folder: String? = nil
    ) async throws -> BackupSummary {
        let outcome = try await succeed(["backup", "--json"] + options + paths, in: folder)
        let lines = try Self.lines(outcome.output)
        guard let summary = lines.last(where: { $0["message_type"]?.text == "summary" }) else {
            throw Unreadable(what: "a summary", text: outcome.said)
        }
        func count(_ key: String) throws -> Int64 {
            guard let number = summary[key]?.wholeNumber else {
                throw Unreadable(what: key, text: outcome.said)
            }
            return number
        }
        return BackupSummary(
            snapshot: summary["snapshot_id"]?.text ?? "", filesNew: try count("files_new"),
            filesChanged: try count("files_changed"),
            filesUnmodified: try count("files_unmodified"), foldersNew: try count("dirs_new"),
            foldersChanged: try count("dirs_changed"),
            foldersUnmodified: try count("dirs_unmodified"), dataBlobs: try count("data_blobs"),
            treeBlobs: try count("tree_blobs"), dataAdded: try count("data_added"))
    }

    /// The oldest first.
    package func snapshots(_ options: [String] = []) async throws -> [SnapshotRow] {
        let outcome = try await succeed(["snapshots", "--json"] + options)
        guard case .array(let rows) = try JSON(parsing: outcome.output) else {
            throw Unreadable(what: "a list", text: outcome.said)
        }
        return rows.map { row in
            SnapshotRow(
                id: row["id"]?.text ?? "", parent: row["parent"]?.text,
                tree: row["tree"]?.text ?? "", time: row["time"]?.text ?? "",
                hostName: row["hostname"]?.text ?? "", paths: Self.texts(row["paths"]),
                tags: Self.texts(row["tags"]), original: row["original"]?.text)
        }.sorted { $0.time < $1.time }
    }

    /// The nodes of a snapshot as `ls` prints them.
    package func list(_ snapshot: String = "latest", _ paths: [String] = []) async throws -> [JSON]
    {
        let outcome = try await succeed(["ls", "--json", snapshot] + paths)
        return try Self.lines(outcome.output).filter { $0["struct_type"]?.text == "node" }
    }

    /// One of `config`, `index`, `snapshot`, `key`, `lock` as it is inside.
    package func content(of kind: String, _ id: String = "") async throws -> JSON {
        let outcome = try await succeed(["cat", kind] + (id.isEmpty ? [] : [id]))
        return try JSON(parsing: outcome.output)
    }

    /// A blob as it was before it was compressed and sealed: of a tree, its JSON to the byte.
    package func blob(_ id: String) async throws -> [UInt8] {
        try await succeed(["cat", "blob", id]).output
    }

    /// The ids of all files of a kind: `packs`, `index`, `snapshots`, `keys`, `locks`.
    package func ids(of kind: String) async throws -> [String] {
        try await succeed(["list", kind]).text.split(separator: "\n").map(String.init).sorted()
    }

    /// Asks that it finds nothing wrong with the repository, and no file without a use.
    package func requireSound(readingData: Bool = true) async throws {
        let outcome = try await run(["check"] + (readingData ? ["--read-data"] : []))
        guard outcome.code == 0, outcome.said.contains("no errors were found"),
            !outcome.said.contains("additional files")
        else {
            throw Failed(
                version: version, arguments: ["check"],
                reason: "code \(outcome.code): \(outcome.said)")
        }
    }

    /// Restores into a folder that it makes.
    package func restore(
        _ snapshot: String = "latest", to target: String, options: [String] = []
    ) async throws {
        try await succeed(["restore", snapshot, "--target", target] + options)
    }

    /// Takes away snapshots, and with a prune everything that nothing needs then.
    package func forget(_ options: [String], prunes: Bool = false) async throws {
        let prune = prunes ? ["--prune", "--max-unused", "0"] : []
        try await succeed(["forget"] + options + prune)
    }

    package func prune(_ options: [String] = ["--max-unused", "0"]) async throws {
        try await succeed(["prune"] + options)
    }

    /// `repair index`, by the name that this version has for it.
    package func repairIndex() async throws {
        try await succeed(version == .v014 ? ["rebuild-index"] : ["repair", "index"])
    }

    /// What it printed as JSON, a value on each line.
    package static func lines(_ output: [UInt8]) throws -> [JSON] {
        try output.split(separator: UInt8(ascii: "\n")).map { try JSON(parsing: Array($0)) }
    }

    private static func texts(_ json: JSON?) -> [String] {
        guard case .array(let elements) = json else { return [] }
        return elements.compactMap(\.text)
    }

    package struct Unreadable: Error, CustomStringConvertible {
        let what: String
        let text: String

        package var description: String { "restic printed no \(what): \(text)" }
    }
}
