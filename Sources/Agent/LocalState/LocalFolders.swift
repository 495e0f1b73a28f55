package import Host

/// Where one machine keeps what it knows by itself: the XDG folders of the user who runs it.
package struct LocalFolders: Hashable, Sendable {
    /// What must survive: which sources and vaults there are, and runs that are not finished.
    package let state: FilePath
    /// What cannot be made again: the keys.
    package let keys: FilePath
    /// What can be thrown away at any time.
    package let cache: FilePath

    package init(state: FilePath, keys: FilePath, cache: FilePath) {
        self.state = state
        self.keys = keys
        self.cache = cache
    }

    /// By the XDG rules: an absolute variable, else the place below the home folder.
    package init(environment: [String: String]) throws(LocalStateError) {
        // A hub of the same user has its data in `holdfast` of the state folder.
        state = try Self.folder("XDG_STATE_HOME", ".local/state", environment)
            .appending("holdfast/machine")
        keys = try Self.folder("XDG_DATA_HOME", ".local/share", environment)
            .appending("holdfast/keys")
        cache = try Self.folder("XDG_CACHE_HOME", ".cache", environment).appending("holdfast")
    }

    private static func folder(
        _ variable: String, _ fallback: String, _ environment: [String: String]
    ) throws(LocalStateError) -> FilePath {
        if let path = environment[variable], path.hasPrefix("/") { return FilePath(path) }
        guard let home = environment["HOME"], home.hasPrefix("/") else {
            throw LocalStateError(
                .noHome, "there is no home folder to keep keys and state in",
                hint: "set HOME, or \(variable)")
        }
        return FilePath(home).appending(fallback)
    }

    /// Opens a folder below the state, made when it is missing and for its owner alone.
    func stateFolder(_ name: String? = nil) throws -> Folder {
        try Folder.openOrMake(name.map { state.appending($0) } ?? state)
    }

    /// The same for who only reads: nil where it is missing, and nothing is made.
    func existingStateFolder(_ name: String? = nil) throws(FileError) -> Folder? {
        do throws(FileError) {
            return try Folder(at: name.map { state.appending($0) } ?? state)
        } catch  where error.kind == .notFound {
            return nil
        }
    }

    /// The file of SSH host keys that were seen; its folder is made when it is missing.
    package func knownHosts() throws -> FilePath {
        try stateFolder().path.appending("known-hosts")
    }

    /// Where drills restore to when nobody says where; made when it is missing.
    package func drills() throws -> FilePath {
        try Folder.openOrMake(cache.appending("drills")).path
    }
}
