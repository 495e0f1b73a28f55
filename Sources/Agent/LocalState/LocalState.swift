internal import Cryptography
package import Host
internal import JSON
package import Values

/// What one machine knows by itself: its sources, the vaults it has met, runs that have not ended.
///
/// Everything is a small file of its own, written in one step, so that commands may run side by
/// side. Every method blocks.
package struct LocalState: Sendable {
    package let folders: LocalFolders
    private let ids: IDSource

    package init(_ folders: LocalFolders, ids: IDSource) {
        self.folders = folders
        self.ids = ids
    }

    /// Whether this machine has kept anything yet.
    package var isThere: Bool {
        get throws { try folders.existingStateFolder() != nil }
    }

    /// Where engines keep the journals of runs.
    package var journals: FilePath { folders.state.appending("journals") }

    package func machine() throws -> MachineRecord {
        let file = try StateFile<MachineRecord>("machine.json", in: root())
        if let machine = try file.read() { return machine }
        let fresh = MachineRecord(tenant: ids.next())
        if try file.create(fresh) { return fresh }
        return try file.read() ?? fresh
    }

    // MARK: Sources

    /// The source of these paths, made at its first backup.
    package func source(of paths: [[UInt8]]) throws -> SourceRecord {
        let paths = paths.sorted { $0.lexicographicallyPrecedes($1) }
        let file = try StateFile<SourceRecord>(
            "\(Self.name(of: paths)).json", in: folders.stateFolder("sources"))
        if let source = try file.read() { return source }
        let fresh = SourceRecord.fresh(id: ids.next(), paths: paths)
        if try file.create(fresh) { return fresh }
        // Another command was quicker.
        return try file.read() ?? fresh
    }

    /// A source that a hub has named, with a signing key that never leaves this machine.
    package func source(_ id: UUID, of paths: [[UInt8]]) throws -> SourceRecord {
        let file = try StateFile<SourceRecord>(
            "\(id).json", in: folders.stateFolder("sources"))
        if let source = try file.read() { return source }
        let fresh = SourceRecord.fresh(id: id, paths: paths)
        if try file.create(fresh) { return fresh }
        return try file.read() ?? fresh
    }

    /// For as long as a command backs up the source.
    package func lock(_ source: SourceRecord) throws -> SourceLock {
        try SourceLock(folders.stateFolder("locks/\(source.source)"))
    }

    /// All sources that this machine has backed up.
    package func sources() throws -> [SourceRecord] {
        try all(in: "sources")
    }

    private static func name(of paths: [[UInt8]]) -> String {
        var text: [UInt8] = []
        for path in paths { text += "\(path.count):".utf8 + path }
        return String(SHA256.hash(text).description.prefix(32))
    }

    // MARK: Vaults

    package func vault(_ id: UUID) throws -> VaultRecord? {
        guard let folder = try folders.existingStateFolder("vaults") else { return nil }
        return try StateFile("\(id).json", in: folder).read()
    }

    /// The vault that was last met at this place.
    package func vault(at place: String) throws -> VaultRecord? {
        try vaults().first { $0.place == place }
    }

    package func vaults() throws -> [VaultRecord] {
        try all(in: "vaults")
    }

    /// Remembers the vault at its place; another one that was there is forgotten to be there.
    package func remember(_ vault: VaultRecord) throws {
        for other in try vaults() where other.place == vault.place && other.vault != vault.vault {
            var moved = other
            moved.place = "formerly \(other.place)"
            try vaultFile(other.vault).replace(with: moved)
        }
        try vaultFile(vault.vault).replace(with: vault)
    }

    private func vaultFile(_ id: UUID) throws -> StateFile<VaultRecord> {
        try StateFile("\(id).json", in: folders.stateFolder("vaults"))
    }

    // MARK: Runs

    /// The run to go on with, or a fresh one that is remembered from now on.
    package func run(
        of source: UUID, to vaults: [UUID], terms: String, now: Timestamp
    ) throws -> (run: OpenRun, isContinued: Bool) {
        let file = try runFile(source)
        if let open = try file.read(), open.vaults == vaults, open.terms == terms,
            open.isAlive(at: now)
        {
            return (open, true)
        }
        let fresh = OpenRun(run: ids.next(), started: now, vaults: vaults, terms: terms)
        try file.replace(with: fresh)
        return (fresh, false)
    }

    /// The run has ended in every vault, or is given up.
    package func endRun(of source: UUID) throws {
        try folders.stateFolder("runs").removeTree(RelativePath("\(source).json"))
    }

    /// Runs that somebody may still go on with.
    package func openRuns(now: Timestamp) throws -> [OpenRun] {
        try all(in: "runs").filter { (run: OpenRun) in run.isAlive(at: now) }
    }

    private func runFile(_ source: UUID) throws -> StateFile<OpenRun> {
        try StateFile("\(source).json", in: folders.stateFolder("runs"))
    }

    // MARK: Files

    private func root() throws -> Folder {
        try folders.stateFolder()
    }

    private func all<Content: JSONCoded>(in name: String) throws -> [Content] {
        guard let folder = try folders.existingStateFolder(name) else { return [] }
        let names = try folder.fileNames(endingWith: ".json")
        return try names.sorted().compactMap { try StateFile<Content>($0, in: folder).read() }
    }
}
