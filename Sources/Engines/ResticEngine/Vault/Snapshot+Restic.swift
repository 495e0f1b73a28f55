internal import Engine
internal import JSON
internal import Values

extension Snapshot {
    /// A row of `snapshots --json`; nil when it lacks what makes a snapshot. Sizes are told since
    /// restic 0.17, and are 0 of what was written by older ones.
    init?(resticRow row: JSON) {
        guard let text = row["id"]?.text, let id = SnapshotID(text),
            let time = row["time"]?.text.flatMap({ Timestamp(rfc3339: $0) })
        else { return nil }
        let tags = Self.texts(row["tags"])
        let details = SnapshotDetails(
            hostName: row["hostname"]?.text ?? "", paths: Self.texts(row["paths"]),
            tags: OwnTag.others(in: tags))
        let summary = row["summary"]
        self.init(
            id: id, source: "\(details.hostName):\(details.paths.joined(separator: ","))",
            run: OwnTag.run.id(in: tags), origin: OwnTag.source.id(in: tags), time: time,
            details: details,
            contentSize: ByteCount(summary?["total_bytes_processed"]?.wholeNumber ?? 0),
            storedSize: nil, entries: summary?["total_files_processed"]?.wholeNumber ?? 0,
            issues: 0)
    }

    private static func texts(_ json: JSON?) -> [String] {
        guard case .array(let elements) = json else { return [] }
        return elements.compactMap(\.text)
    }
}

extension DamagedSnapshot {
    /// From a warning such as `Ignoring <id>: failed to load snapshot …`; nil for other words.
    init?(resticWarning line: String) {
        guard line.contains("snapshot") else { return nil }
        let words = line.split { !$0.isHexDigit }
        guard let id = words.first(where: { $0.utf8.count >= 8 }).flatMap({ SnapshotID($0) })
        else { return nil }
        self.init(id: id, source: "", reason: line)
    }
}
