internal import Connector
internal import Host
internal import Values

/// What a drill will write.
struct DrillPlan {
    private(set) var entries: Int64 = 0
    private(set) var size: Int64 = 0
    private var room: Int64 = 0

    /// Files take whole blocks, and every entry something for its name.
    private static let block: Int64 = 4096

    mutating func add(_ entry: Entry) {
        entries += 1
        room = room.saturating(adding: Self.block)
        guard entry.kind == .file else { return }
        let data = entry.dataSize ?? entry.size
        size = size.saturating(adding: entry.size)
        let blocks = data.saturating(adding: Self.block - 1) / Self.block
        room = room.saturating(adding: blocks * Self.block)
    }

    /// Everything is written and read once.
    var doubled: SourceTotals {
        SourceTotals(entries: entries, size: ByteCount(size.saturating(times: 2)))
    }

    /// - Throws: `.noSpace`, before anything is written.
    func requireRoom(in folder: FilePath) throws(FileError) {
        let space = try DiskSpace(of: folder)
        let needed = ByteCount(room)
        guard space.free >= needed else {
            throw FileError(
                .noSpace,
                "the drill needs \(needed) of scratch space, and there are \(space.free) at "
                    + "\(folder.parent.parent); name a larger disk with --scratch, or some paths",
                path: folder.description)
        }
        guard let free = space.freeNodes, free < UInt64(entries) else { return }
        throw FileError(
            .noSpace,
            "the drill makes \(entries) files and folders, and \(free) more fit on the disk at "
                + "\(folder.parent.parent); name another one with --scratch, or some paths",
            path: folder.description)
    }
}
