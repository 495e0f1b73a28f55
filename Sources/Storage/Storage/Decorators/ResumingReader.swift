internal import Synchronization
internal import Values

/// Reads an object to its end over as many transfers as it takes.
final class ResumingReader: ObjectReader {
    private struct State {
        var reader: any ObjectReader
        /// Where in the object the next byte is.
        var offset: Int64
    }

    let length: Int64?
    private let name: ObjectName
    /// Of what was asked for; nil where the location did not say how much that is.
    private let end: Int64?
    /// The whole object's, for noticing another one in its place; nil for a part.
    private let size: Int64?
    private let storage: any Storage
    private let retrier: Retrier
    private let state: Mutex<State>

    init(
        _ reader: any ObjectReader, of name: ObjectName, _ range: Range<Int64>?,
        in storage: any Storage, retrier: Retrier
    ) {
        length = range.map { Int64($0.count) } ?? reader.length
        end = range?.upperBound ?? reader.length
        size = range == nil ? reader.length : nil
        self.name = name
        self.storage = storage
        self.retrier = retrier
        state = Mutex(State(reader: reader, offset: range?.lowerBound ?? 0))
    }

    func next() async throws -> [UInt8]? {
        var row = Retrier.Row()
        while true {
            do {
                if row.failures > 0 { try await resume() }
                let piece = try await state.withLock { $0.reader }.next()
                if let piece { state.withLock { $0.offset += Int64(piece.count) } }
                return piece
            } catch let error as StorageError where error.disposition == .retryable {
                guard let end else { throw error }
                if error.kind == .cutShort, try await !storage.holds(name, upTo: end) {
                    throw error
                }
                try await retrier.pause(after: error, of: .get, name, &row)
            }
        }
    }

    /// Opens the rest, when it is still the same object as far as its size tells.
    private func resume() async throws {
        guard let end else { return }
        let offset = state.withLock { $0.offset }
        if let size {
            let now = try await storage.head(name)?.size
            guard now == size else {
                throw StorageError(
                    .unexpected,
                    "\(name) was replaced while it was read: it had \(size) bytes and has "
                        + "\(now.map(String.init) ?? "vanished")", object: name)
            }
        }
        let reader = try await storage.get(name, offset..<max(offset, end))
        state.withLock { $0.reader = reader }
    }
}

extension Storage {
    /// Whether an object is as long as that: if not, a read that was cut short was told the truth,
    /// and asking again would not help.
    func holds(_ name: ObjectName, upTo end: Int64) async throws -> Bool {
        guard let size = try await head(name)?.size else { return false }
        return size >= end
    }
}
