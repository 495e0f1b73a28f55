internal import Storage
internal import Synchronization

/// Reads what lies in a spool from its start, as often as somebody has to send it.
final class SpoolReader: ObjectReader {
    private static let pieceSize: Int64 = 1 << 20

    private let disk: LaneDisk
    private let spool: Int
    private let size: Int64
    private let offset = Mutex<Int64>(0)
    private let taken: @Sendable () -> Void

    init(_ disk: LaneDisk, spool: Int, size: Int64, taken: @escaping @Sendable () -> Void) {
        self.disk = disk
        self.spool = spool
        self.size = size
        self.taken = taken
    }

    func next() async throws -> [UInt8]? {
        taken()
        let start = offset.withLock { $0 }
        guard start < size else { return nil }
        let count = Int(min(Self.pieceSize, size - start))
        let piece = try await disk.readSpool(spool, at: start, count: count)
        guard !piece.isEmpty else {
            throw StorageError(.cutShort, "the spool ends before the part in it does")
        }
        offset.withLock { $0 = start + Int64(piece.count) }
        return piece
    }
}
