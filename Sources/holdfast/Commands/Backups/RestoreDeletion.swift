internal import CommandLine
internal import Connector
internal import Engine
internal import FilesConnector
internal import Host
internal import StandAlone
internal import Values

/// `restore --delete`: takes away what is in folders that the snapshot holds and is not in it.
struct RestoreDeletion {
    private let files: FileRestore
    private let vault: any Vault
    private let snapshot: Snapshot
    private let choice: EntryChoice
    private let roots: [EntryPath]?

    /// - Throws: Where it could take what nobody meant.
    init(
        from target: any RestoreTarget, _ vault: any Vault, _ snapshot: Snapshot,
        _ choice: EntryChoice, _ conflicts: ConflictPolicy
    ) throws {
        guard let files = target as? FileRestore else {
            throw Failure(.usage, "--delete works in a folder of this machine only.")
        }
        guard choice.isWanted == nil else {
            throw Failure(
                .usage, "--delete does not go with --include or --exclude.",
                hint: "name the folders that are to be as they were by their paths")
        }
        guard conflicts != .rename else {
            throw Failure(.usage, "--delete does not go with --conflict=rename.")
        }
        guard try !Self.isWholeMachine(files) else {
            throw Failure(
                .usage, "--delete is not for the root of the machine.",
                hint: "restore into the folder that is meant, as in `restore latest srv/www "
                    + "--target=/srv/www --map=srv/www=.`")
        }
        self.files = files
        self.vault = vault
        self.snapshot = snapshot
        self.choice = choice
        roots = try Self.roots(of: snapshot)
    }

    private static func isWholeMachine(_ files: FileRestore) throws -> Bool {
        do {
            return try files.isWholeMachine()
        } catch let error as FileError where error.kind == .notFound {
            return false
        }
    }

    /// nil for the root of the machine that was backed up.
    private static func roots(of snapshot: Snapshot) throws -> [EntryPath]? {
        var roots: [EntryPath] = []
        for path in snapshot.details?.paths ?? [] {
            let names = path.split(separator: "/")
            guard path.hasPrefix("/") else { continue }
            if names.isEmpty { return nil }
            if let root = EntryPath(names.joined(separator: "/")) { roots.append(root) }
        }
        guard !roots.isEmpty else {
            throw Failure(
                .usage,
                "--delete needs to know what the snapshot holds whole, and it does not say."
            )
        }
        return roots
    }

    func find(_ progress: RunProgress) async throws -> [EntryPath] {
        var listed = choice
        listed.hasContent = false
        let stream = try await vault.entries(of: snapshot.id, listed, progress)
        do {
            return try files.surplus(beside: stream, roots: roots)
        } catch let error as FileError where error.kind == .notFound {
            // Of a plan: the target would have to be made.
            return []
        }
    }

    func run(_ progress: RunProgress) async throws -> RestoreReport {
        try files.remove(try await find(progress))
    }
}
