internal import Host

/// Gathers what is sent, so that many small pieces cost few system calls.
struct DumpOutput {
    private static let size = 256 << 10

    private let descriptor: SharedDescriptor
    private let name: FilePath
    var bytes: [UInt8] = []

    init(_ descriptor: consuming FileDescriptor, name: FilePath) {
        self.descriptor = SharedDescriptor(descriptor)
        self.name = name
        bytes.reserveCapacity(2 * Self.size)
    }

    /// At least one byte, unless nothing more comes.
    mutating func append(
        atMost count: Int64, _ read: (inout OutputSpan<UInt8>) throws -> Void
    ) throws -> Int {
        let before = bytes.count
        try bytes.append(addingCapacity: Int(min(count, Int64(Self.size))), initializingWith: read)
        return bytes.count - before
    }

    mutating func appendZeros(atMost count: Int64) -> Int {
        let count = Int(min(count, Int64(Self.size)))
        bytes.append(contentsOf: repeatElement(0, count: count))
        return count
    }

    mutating func flushIfFull() throws {
        if bytes.count >= Self.size { try flush() }
    }

    mutating func flush() throws {
        try unsafe descriptor.value.write(bytes.span.bytes, path: name)
        bytes.removeAll(keepingCapacity: true)
    }
}

/// Lets a value that may be copied own a descriptor.
private final class SharedDescriptor {
    let value: FileDescriptor

    init(_ value: consuming FileDescriptor) {
        self.value = value
    }
}
