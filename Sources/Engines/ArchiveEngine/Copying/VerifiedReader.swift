internal import Cryptography
internal import Engine
internal import Storage
internal import Synchronization

/// Lends an object on its way to another place, and keeps the end of it back until all of it was
/// found to be what it should: what is damaged is never stored as if it were whole.
final class VerifiedReader: ObjectReader {
    private struct State: ~Copyable {
        var hash = SHA256()
        var held: [UInt8]?
        var isOver = false
    }

    private let reader: any ObjectReader
    private let digest: SHA256Digest
    private let name: ObjectName
    private let state = Mutex(State())

    init(_ reader: any ObjectReader, expecting digest: SHA256Digest, of name: ObjectName) {
        self.reader = reader
        self.digest = digest
        self.name = name
    }

    func next() async throws -> [UInt8]? {
        while !state.withLock({ $0.isOver }) {
            let piece: [UInt8]?
            do {
                piece = try await reader.next()
            } catch {
                throw EngineError(reading: error, of: "\(name.lastPart)")
            }
            guard let piece else { return try end() }
            if let before = hold(piece) { return before }
        }
        return nil
    }

    /// - Returns: What was held before.
    private func hold(_ piece: [UInt8]) -> [UInt8]? {
        state.withLock { state in
            state.hash.update(piece)
            defer { state.held = piece }
            return state.held
        }
    }

    private func end() throws -> [UInt8]? {
        try state.withLock { state in
            state.isOver = true
            guard state.hash.finish() == digest else {
                throw EngineError.damaged("\(name.lastPart) is not what was signed")
            }
            defer { state.held = nil }
            return state.held
        }
    }
}
