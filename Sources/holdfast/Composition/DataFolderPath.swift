internal import CommandLine
internal import Glibc
internal import Host
internal import HubCore

/// Where the hub's data is when nobody says.
enum DataFolderPath {
    /// The setting, else /var/lib/holdfast for root, else the user's state folder (XDG).
    static func resolve(_ place: HubSettings.Place, _ console: Console) throws -> FilePath {
        if let folder = place.dataFolder { return try absolute(FilePath(folder)) }
        if geteuid() == 0 { return "/var/lib/holdfast" }
        if let state = console.variable("XDG_STATE_HOME"), state.hasPrefix("/") {
            return FilePath(state).appending("holdfast")
        }
        guard let home = console.variable("HOME"), home.hasPrefix("/") else {
            throw Failure(
                .configuration, "There is no home folder to keep the hub's data in.",
                hint: "name a folder with --data-dir")
        }
        return FilePath(home).appending(".local/state/holdfast")
    }

    private static func absolute(_ path: FilePath) throws -> FilePath {
        guard !path.isAbsolute else { return path }
        guard let current = unsafe getcwd(nil, 0) else { throw SystemError.last("getcwd") }
        defer { unsafe free(current) }
        return FilePath(unsafe String(cString: current)).appending(path.string)
    }
}
