internal import Synchronization

/// Holds content to the length it was announced with, and ends it soon once its task is cancelled.
/// What every location puts between itself and a body, and between a transfer and its reader.
package final class ExactReader: ObjectReader {
    private let reader: any ObjectReader
    private let length: Int64?
    private let object: ObjectName
    private let taken = Mutex<Int64>(0)

    /// A nil length only passes on, and counts.
    package init(_ reader: any ObjectReader, length: Int64?, of object: ObjectName) {
        self.reader = reader
        self.length = length
        self.object = object
    }

    /// How much has come so far.
    package var count: Int64 { taken.withLock { $0 } }

    /// Throws `.cutShort` at an end that comes too early, `.unexpected` for a byte too many.
    package func next() async throws -> [UInt8]? {
        try StorageError.throwIfCancelled(object)
        do {
            guard let piece = try await reader.next() else {
                try requireAll()
                return nil
            }
            try count(piece)
            return piece
        } catch is CancellationError {
            throw StorageError.cancellation(object)
        }
    }

    private func count(_ piece: [UInt8]) throws {
        let count = taken.withLock { taken in
            taken += Int64(piece.count)
            return taken
        }
        guard let length, count > length else { return }
        throw StorageError(
            .unexpected, "\(object) is longer than the \(length) bytes announced", object: object)
    }

    private func requireAll() throws {
        let count = count
        guard let length, count < length else { return }
        throw StorageError(
            .cutShort, "\(object) ended after \(count) of \(length) bytes", object: object)
    }
}

extension ObjectBody {
    /// The content from its start, held to the length that the body says.
    package func openExact(for object: ObjectName) async throws -> ExactReader {
        do {
            return ExactReader(try await open(), length: length, of: object)
        } catch is CancellationError {
            throw StorageError.cancellation(object)
        }
    }
}

extension StorageError {
    package static func cancellation(_ object: ObjectName? = nil) -> StorageError {
        let what = object.map { "the transfer of \($0)" } ?? "the work"
        return StorageError(.cancelled, "\(what) was cancelled", object: object)
    }

    package static func throwIfCancelled(_ object: ObjectName? = nil) throws {
        guard !Task.isCancelled else { throw cancellation(object) }
    }

    package static func notFound(_ object: ObjectName, in place: String) -> StorageError {
        StorageError(.notFound, "there is no \(object) in \(place)", object: object)
    }

    package static func alreadyExists(_ object: ObjectName, in place: String) -> StorageError {
        StorageError(.alreadyExists, "\(object) is already in \(place)", object: object)
    }
}
