package import Connector
package import Engine
internal import Host

extension ResticVault {
    /// Without content by `ls`, with content by `dump` as well. A dump of some paths reads the
    /// nearest folder that they share.
    package func entries(
        of snapshot: SnapshotID, _ choice: EntryChoice, _ progress: RunProgress
    ) async throws -> sending any EntryStream {
        let list = ListReader(
            try RunningOutput(process, Self.list(snapshot)), place: place)
        guard choice.hasContent else { return ListStream(list, choice, progress) }
        let folder = Self.sharedFolder(of: choice.paths)
        let output = try RunningOutput(
            process,
            ["dump", "--no-lock", "--archive=tar", "--", SystemString(snapshot.text), folder])
        return DumpStream(TarCursor(output, place: place), list, choice, progress)
    }

    private static func list(_ snapshot: SnapshotID) -> [SystemString] {
        ["ls", "--no-lock", "--json", SystemString(snapshot.text)]
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
