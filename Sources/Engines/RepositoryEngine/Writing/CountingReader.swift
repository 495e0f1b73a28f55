internal import Engine
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

extension Storage {
    /// Stores an object whose name is its hash: one that is there already is the same.
    func putIfMissing(_ name: ObjectName, _ body: ObjectBody) async throws {
        do {
            try await put(name, body, .create)
        } catch let error as StorageError where error.kind == .alreadyExists {
            return
        }
    }
}
