internal import Host
internal import Storage
package import Values

/// How much of a disk a vault leaves free, so that a full one is noticed before anything breaks.
///
/// One percent of the disk, at least 64 MiB and at most 1 GiB, and never more than a tenth of a
/// small disk. Short objects of known length may go into it, down to a quarter: they are what ends
/// work in order, such as the last object of a snapshot or an index that a prune writes to make
/// room.
package struct Reserve: Hashable, Sendable {
    package var least: ByteCount
    package var most: ByteCount

    package static let standard = Reserve(least: .mebibytes(64), most: .gibibytes(1))
    /// For tests that fill a disk to the brim.
    package static let none = Reserve(least: ByteCount(0), most: ByteCount(0))

    package init(least: ByteCount, most: ByteCount) {
        self.least = least
        self.most = most
    }

    static let shortObject = ByteCount.mebibytes(1)
    /// Files and folders, where a file system counts them.
    static let nodesMin: UInt64 = 64

    /// What stays free on a disk of this size.
    package func bytes(ofTotal total: ByteCount) -> ByteCount {
        let onePercent = ByteCount(total.bytes / 100)
        return min(max(least, onePercent), most, ByteCount(total.bytes / 10))
    }

    /// Throws `.full` when `more` bytes would leave too little. A short object is one whose whole
    /// length is known to be small.
    func require(_ more: Int64, isShort: Bool, of object: ObjectName, at path: FilePath) throws {
        let space = try StorageError.translating(object) { try DiskSpace(of: path) }
        let whole = bytes(ofTotal: space.total)
        let kept = isShort ? whole.bytes / 4 : whole.bytes
        guard space.free.bytes - more < kept || (space.freeNodes ?? .max) < Self.nodesMin else {
            return
        }
        throw StorageError(
            .full,
            "\(path) is full: \(space.free) are free, \(ByteCount(max(0, more))) are needed for "
                + "\(object), and \(whole) are kept in reserve", object: object)
    }
}
