package import Connector
package import Engine
internal import Host

extension ResticVault {
    /// Without content by `ls`, with content by `dump`. A dump of some paths reads the nearest
    /// folder that they share.
    package func entries(
        of snapshot: SnapshotID, _ choice: EntryChoice, _ progress: RunProgress
    ) async throws -> sending any EntryStream {
        guard choice.hasContent else {
            return ListStream(
                try RunningOutput(process, Self.list(snapshot)), choice, progress, place: place)
        }
        let special = try await specialFiles(of: snapshot)
        let folder = Self.sharedFolder(of: choice.paths)
        let output = try RunningOutput(
            process,
            ["dump", "--no-lock", "--archive=tar", "--", SystemString(snapshot.text), folder])
        return DumpStream(output, choice, special, progress, place: place)
    }

    private static func list(_ snapshot: SnapshotID) -> [SystemString] {
        ["ls", "--no-lock", "--json", SystemString(snapshot.text)]
    }

    /// What a dump would give as empty files, which is how restic dumps what is neither file nor
    /// folder nor link.
    private func specialFiles(of snapshot: SnapshotID) async throws -> [String: ListedNode.Kind] {
        let found = SpecialFiles()
        let end = try await process.run(Self.list(snapshot)) { try found.take($0) }
        try end.requireSuccess("list the snapshot \(snapshot.short) at \(place)")
        return found.paths
    }

    /// As restic names it, with the slash in front.
    static func sharedFolder(of paths: [EntryPath]) -> SystemString {
        guard var shared = paths.first?.parent else { return "/" }
        for path in paths {
            while path != shared, !path.isBelow(shared) {
                guard let parent = shared.parent else { return "/" }
                shared = parent
            }
        }
        // A path that the others lie below may be a file, which is no folder to dump.
        if paths.contains(shared) {
            guard let parent = shared.parent else { return "/" }
            shared = parent
        }
        return SystemString(bytes: [UInt8(ascii: "/")] + shared.bytes)
    }
}
