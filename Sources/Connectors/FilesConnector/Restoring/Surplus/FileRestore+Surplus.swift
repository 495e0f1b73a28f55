package import Connector
internal import Host

extension FileRestore {
    /// What lies in the folders that the entries hold, as far as those are in `roots`, and is not
    /// among them: by paths in the target, none below another. Nothing is changed.
    /// - Parameters:
    ///   - entries: All of the snapshot below what was chosen, none left out.
    ///   - roots: What was backed up, nil for everything: of the folders above it the snapshot
    ///     holds no more than the way.
    /// - Throws: Also for an issue among the entries: what is lost of a snapshot must not go on
    ///   disk as well.
    package func surplus(
        beside entries: any EntryStream, roots: [EntryPath]?
    ) throws -> [EntryPath] {
        try translated {
            var search = SurplusSearch(try open(), options.map, roots: roots)
            return try search.run(entries)
        }
    }

    /// Takes away what `surplus` found. The report counts them as entries.
    package func remove(_ surplus: [EntryPath]) throws -> RestoreReport {
        try translated {
            var removal = SurplusRemoval(try open())
            for path in surplus {
                try Task.checkCancellation()
                try removal.remove(path)
            }
            return removal.report
        }
    }

    /// Whether the target is the root of all there is on the machine.
    package func isWholeMachine() throws -> Bool {
        try translated { try open().identity == FolderHandle(at: "/").identity }
    }
}
