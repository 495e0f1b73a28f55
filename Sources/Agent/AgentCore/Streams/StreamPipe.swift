internal import Engine
internal import Host
internal import Synchronization
internal import Values

/// From a thread that writes to whoever sends on: as much as the kernel holds for a pipe lies
/// between them, and each waits for the other.
final class StreamPipe: Sendable {
    private static let pieceSize = 64 << 10

    private let reader: Mutex<Reader?>
    private let writer: Mutex<Int32?>
    private let count = Atomic<Int64>(0)
    /// Raised when all was written. A pipe that ends before is cut off.
    let isWhole = Flag()

    private final class Reader: Sendable {
        let descriptor: FileDescriptor

        init(_ descriptor: consuming FileDescriptor) {
            self.descriptor = descriptor
        }
    }

    init() throws(SystemError) {
        let ends = try FileDescriptor.pipe()
        reader = Mutex(Reader(FileDescriptor(owning: ends.reading)))
        writer = Mutex(ends.writing)
    }

    deinit {
        if let left = writer.withLock({ $0.take() }) { _ = FileDescriptor(owning: left) }
    }

    /// Bytes that were handed on.
    var sent: ByteCount { ByteCount(count.load(ordering: .relaxed)) }

    /// The end to write to, once.
    func takeWriter() throws -> FileDescriptor {
        guard let raw = writer.withLock({ $0.take() }) else {
            preconditionFailure("a pipe has one writer")
        }
        return FileDescriptor(owning: raw)
    }

    /// What was written next; nil at the end. Blocks.
    /// - Throws: When whoever wrote did not come to the end.
    func next() throws -> [UInt8]? {
        guard let reader = reader.withLock({ $0 }) else { return nil }
        var piece = [UInt8](repeating: 0, count: Self.pieceSize)
        var all = piece.mutableSpan
        var bytes = unsafe all.mutableBytes
        let read = try reader.descriptor.read(into: &bytes, path: "the stream")
        guard read > 0 else {
            guard isWhole.isRaised else {
                throw EngineError(.cancelled, "the stream was cut off before its end")
            }
            return nil
        }
        count.add(Int64(read), ordering: .relaxed)
        piece.removeLast(piece.count - read)
        return piece
    }

    /// Nobody reads any more: whoever writes is told.
    func hangUp() {
        reader.withLock { $0 = nil }
    }
}
