internal import Host
internal import Store

extension SQLiteDatabase {
    /// Copies the database as it is now to a new file at `path`, while it is in use.
    ///
    /// The copy is one moment's state: writers go on, and what they write does not show in it. It
    /// is checked, readable by its owner alone, on the disk before it gets its name, and needs
    /// nothing beside it. Cancelling leaves no file. Throws `alreadyExists`, `full`, `corrupt`.
    ///
    /// - Parameter pause: between two steps of a mebibyte, so that the disk serves others too.
    package func backUp(
        to path: String, pausing pause: Duration = .milliseconds(2),
        clock: any Clock<Duration> = ContinuousClock()
    ) async throws {
        let backup = SQLiteBackup()
        do {
            try await backup.begin(from: self.path, to: path)
            while try await backup.step() { try await clock.sleep(for: pause) }
            try await backup.finish()
        } catch {
            await backup.abandon()
            throw error
        }
    }
}

/// A copy with the thread it blocks.
private actor SQLiteBackup {
    private let executor = PinnedExecutor(name: "sqlite.backup")
    private var copy: SQLiteCopy?

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    func begin(from source: String, to destination: String) throws {
        copy = try SQLiteCopy(of: source, to: destination)
    }

    /// Whether there is more to copy.
    func step() throws -> Bool {
        try copy?.step() ?? false
    }

    func finish() throws {
        try copy?.finish()
        copy = nil
    }

    func abandon() {
        copy = nil
    }
}
