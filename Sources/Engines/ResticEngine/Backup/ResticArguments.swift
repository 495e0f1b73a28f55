internal import Engine
internal import FilesConnector
internal import Host
internal import Values

/// What restic is to be told so that it takes what our own walk would take.
struct ResticArguments {
    let words: [SystemString]

    /// - Throws: `EngineError.source` for what cannot be said to restic: it is better to refuse
    ///   than to take something else.
    init(_ source: FilesSource, _ job: BackupJob) throws(EngineError) {
        let options = source.options
        try Self.refuse(!options.excludes.isEmpty, "excludes in Holdfast's language")
        try Self.refuse(options.ignoreFileName != nil, "ignore files")
        try Self.refuse(options.links != .keep, "links to be followed or left out")
        try Self.refuse(options.hardLinks != .keep, "hard links to be copied")
        try Self.refuse(options.obeysNodump, "the nodump flag")
        var words: [SystemString] = ["backup", "--json"]
        words.append(SystemString("--host=\(job.details.hostName)"))
        for tag in job.ownTags { words.append(SystemString("--tag=\(tag)")) }
        for tag in job.details.tags {
            try Self.refuse(tag.contains(","), "a tag with a comma")
            words.append(SystemString("--tag=\(tag)"))
        }
        if options.excludesCaches { words.append("--exclude-caches") }
        if options.staysOnFileSystem { words.append("--one-file-system") }
        if let size = options.sizeMax {
            words.append(SystemString("--exclude-larger-than=\(size.bytes)"))
        }
        self.words = words + ["--"] + source.roots.map(\.string)
    }

    private static func refuse(_ isSo: Bool, _ what: String) throws(EngineError) {
        guard isSo else { return }
        throw EngineError(
            .source,
            "restic cannot be given \(what): leave it out, or back up with Holdfast's own engine, "
                + "which writes the same repositories")
    }
}
