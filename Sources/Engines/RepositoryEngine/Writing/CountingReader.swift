internal import Storage

/// Says of each piece that it is taken.
final class CountingReader: ObjectReader {
    private let reader: any ObjectReader
    private let taken: @Sendable () -> Void

    init(_ reader: any ObjectReader, taken: @escaping @Sendable () -> Void) {
        self.reader = reader
        self.taken = taken
    }

    var length: Int64? { reader.length }

    func next() async throws -> [UInt8]? {
        taken()
        return try await reader.next()
    }
}
