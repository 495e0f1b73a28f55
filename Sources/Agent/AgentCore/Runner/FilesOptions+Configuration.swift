internal import Domain
internal import FilesConnector
internal import Values

extension FilesOptions {
    /// As the hub describes it.
    init(_ files: FilesConfiguration) {
        self.init()
        for pattern in files.excludes { excludes.add(pattern.utf8) }
        ignoreFileName = files.ignoreFileName.map { Array($0.utf8) }
        sizeMax = files.sizeMax.map { ByteCount($0) }
        excludesCaches = files.excludesCaches
        staysOnFileSystem = files.staysOnFileSystem
        switch files.links {
        case .keep: links = .keep
        case .follow: links = .follow
        case .skip: links = .skip
        }
        switch files.hardLinks {
        case .keep: hardLinks = .keep
        case .copy: hardLinks = .copy
        }
    }
}
