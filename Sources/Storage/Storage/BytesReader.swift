internal import Synchronization

/// Bytes that are held in memory, in pieces.
package final class BytesReader: ObjectReader {
    private static let pieceSize = 1 << 20

    private let rest: Mutex<ArraySlice<UInt8>>

    package init(_ content: [UInt8]) {
        rest = Mutex(content[...])
    }

    package func next() async throws -> [UInt8]? {
        rest.withLock { rest in
            guard !rest.isEmpty else { return nil }
            defer { rest = rest.dropFirst(Self.pieceSize) }
            return Array(rest.prefix(Self.pieceSize))
        }
    }
}
