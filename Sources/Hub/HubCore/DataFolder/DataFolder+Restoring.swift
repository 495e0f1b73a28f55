internal import Host

/// How a hub comes into a folder that has none, so that whoever is killed on the way leaves
/// nothing that a hub would start on:
///
/// 1. `restoring` is made and filled. While it is there, no hub starts.
/// 2. It is renamed to `restored`, when all of it is on the disk.
/// 3. What is in it is moved to where it belongs, and it is removed. Whoever opens the folder
///    next does that as well, to the same end.
extension DataFolder {
    static let restoringName: SystemString = "restoring"
    static let restoredName: SystemString = "restored"

    /// What a data folder is opened for.
    package enum Purpose: Sendable {
        case running, restoring
    }

    /// An empty folder for what is restored. What a restore that was broken off left is removed.
    ///
    /// Throws `HubError.dataFolder` where a hub is in the folder already.
    func beginRestore() throws -> Folder {
        guard !hasFinishedRestore else {
            throw HubError(
                .dataFolder,
                """
                a restore into \(path) was broken off right before its end: now it is finished, \
                and the hub is there
                """,
                hint: "start the hub")
        }
        for name in [Self.storeName, Self.masterKeyName] where try folder.has(name) {
            throw HubError(
                .dataFolder, "there is a hub in \(path) already; nothing was changed",
                hint: "choose an empty folder with --data-dir")
        }
        let name = try RelativePath(bytes: Self.restoringName.bytes)
        try folder.removeTree(name)
        try folder.makeFolder(name)
        try folder.synchronize()
        return try folder.folder(name)
    }

    /// From here on it is a hub, whatever happens.
    func finishRestore() throws {
        let restoring = try RelativePath(bytes: Self.restoringName.bytes)
        try folder.folder(restoring).synchronize()
        try folder.rename(
            restoring, to: RelativePath(bytes: Self.restoredName.bytes), replacement: .refused)
        try folder.synchronize()
        _ = try Self.completeRestore(in: folder)
    }

    func abandonRestore() throws {
        try folder.removeTree(RelativePath(bytes: Self.restoringName.bytes))
        try folder.synchronize()
    }

    /// Moves what was restored to where it belongs; returns whether there was anything. Idempotent.
    static func completeRestore(in folder: Folder) throws -> Bool {
        guard try folder.has(Self.restoredName) else { return false }
        let restored = try RelativePath(bytes: Self.restoredName.bytes)
        let source = try folder.folder(restored)
        // The key last: a store without its key is no hub either.
        for name in [Self.storeName, Self.masterKeyName] where try source.has(name) {
            let place = try RelativePath(bytes: name.bytes)
            try folder.rename(
                restored.appending(place), to: place, replacement: .refused)
        }
        try folder.synchronize()
        try folder.removeTree(restored)
        try folder.synchronize()
        return true
    }

    /// Throws `HubError.dataFolder` where a restore was begun and not finished.
    static func requireNoHalfRestore(_ folder: Folder) throws {
        guard try folder.has(restoringName) else { return }
        throw HubError(
            .dataFolder, "a restore into \(folder.path) was begun and not finished",
            hint: "run holdfast hub restore again")
    }
}
