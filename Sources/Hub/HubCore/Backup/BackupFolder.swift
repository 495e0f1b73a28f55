package import Domain
package import Host
package import Values

/// The folder that backups of a hub go to: what is in it is known by its name alone.
package struct BackupFolder: Sendable {
    /// A backup that lies there.
    package struct Item: Hashable, Sendable {
        package let name: RelativePath
        package let made: Timestamp
        package let size: ByteCount

        /// Whether it was made while a clock was wrong: it says nothing of when the last one was
        /// made, and is nobody's successor.
        package func isAhead(of now: Timestamp) -> Bool {
            made > now + BackupFolder.clockTolerance
        }
    }

    /// Clocks are put right by less than this all the time.
    private static let clockTolerance = Duration.seconds(300)

    private static let prefix = "holdfast-hub-"
    private static let suffix = ".age"
    private static let anchorsSuffix = ".audit"
    private static let anchorsMax = ByteCount.mebibytes(64)

    package let folder: Folder
    private let hub: ID<Hub>

    /// Blocks, as all of it does. Throws `notFound` where there is no such folder: it may be a
    /// disk that is not mounted.
    package init(at path: FilePath, of hub: ID<Hub>) throws(FileError) {
        folder = try Folder(at: path)
        self.hub = hub
    }

    /// This hub's, the newest first; what else lies there is none of our business.
    package func items() throws(FileError) -> [Item] {
        var items: [Item] = []
        try folder.forEachEntry { entry throws(FileError) in
            guard let made = moment(in: entry.name) else { return }
            let name = try RelativePath(bytes: entry.name.bytes)
            let status = try folder.status(of: name)
            guard status.kind == .file else { return }
            items.append(Item(name: name, made: made, size: status.size))
        }
        return items.sorted { ($0.made, $0.name.description) > ($1.made, $1.name.description) }
    }

    /// Removes the oldest ones beyond so many; the newest stays in any case. What was made while a
    /// clock was ahead takes nobody's place, and stays until its time has come.
    package func keepNewest(_ count: Int, at now: Timestamp) throws(FileError) -> Int {
        let leaving = try items().filter { !$0.isAhead(of: now) }.dropFirst(max(1, count))
        for item in leaving { try folder.removeFile(item.name) }
        if !leaving.isEmpty { try folder.synchronize() }
        return leaving.count
    }

    /// What a backup of this moment is called: `holdfast-hub-2d4e5a6b7c03-20261121T030007120Z.age`.
    func name(at made: Timestamp) throws(FileError) -> RelativePath {
        try RelativePath("\(ownPrefix)\(Self.compact(made))\(Self.suffix)")
    }

    // MARK: The ends of the audit log

    /// Keeps what the audit log ended with at a moment, for good: under its name is all of it or
    /// nothing. What is there of that moment stays.
    func keep(anchors: [String], of moment: Timestamp) throws(FileError) {
        let name = "\(ownPrefix)\(Self.compact(moment))\(Self.anchorsSuffix)"
        let text = anchors.map { $0 + "\n" }.joined()
        do {
            try DurableFile.create(folder.path.appending(name), with: Array(text.utf8))
        } catch  where error.kind == .alreadyExists {
            // Told before.
        }
    }

    /// All that were kept for this hub, in no order.
    package func anchors() throws(FileError) -> [String] {
        var lines: Set<String> = []
        try folder.forEachEntry { entry throws(FileError) in
            let name = entry.name.description
            guard name.hasPrefix(ownPrefix), name.hasSuffix(Self.anchorsSuffix) else { return }
            let bytes = try folder.read(
                RelativePath(bytes: entry.name.bytes), limit: Self.anchorsMax)
            let text = String(decoding: bytes, as: UTF8.self)
            lines.formUnion(text.split(separator: "\n").map(String.init))
        }
        return lines.sorted()
    }

    /// Hubs that share a folder do not take away each other's.
    private var ownPrefix: String { "\(Self.prefix)\(hub.description.suffix(12))-" }

    private func moment(in name: SystemString) -> Timestamp? {
        let text = name.description
        guard text.hasPrefix(ownPrefix), text.hasSuffix(Self.suffix) else { return nil }
        let digits = Array(text.dropFirst(ownPrefix.count).dropLast(Self.suffix.count))
        guard digits.count == 19, digits[8] == "T", digits[18] == "Z" else { return nil }
        let spans = [(0, 4), (4, 2), (6, 2), (9, 2), (11, 2), (13, 2), (15, 3)]
        let parts = spans.map { start, count in String(digits[start..<start + count]) }
        return Timestamp(
            rfc3339: parts[..<3].joined(separator: "-") + "T"
                + parts[3..<6].joined(separator: ":") + ".\(parts[6])Z")
    }

    private static func compact(_ moment: Timestamp) -> String {
        String(moment.description.prefix(23).filter { !"-:.".contains($0) }) + "Z"
    }
}
