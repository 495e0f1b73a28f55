internal import Compression
internal import Cryptography
internal import Engine
internal import Host
internal import Storage

extension EngineError {
    static func damaged(_ message: String) -> EngineError {
        EngineError(.damaged, message)
    }

    /// What a location said, with what may be done about it.
    init(storing error: StorageError, at place: String) {
        self.init(
            error.kind == .cancelled ? .cancelled : .storage, "\(place): \(error.message)",
            underlying: error, disposition: error.disposition)
    }

    /// Whatever was thrown on the way to a vault or from it.
    init(_ error: any Error, at place: String) {
        switch error {
        case let error as EngineError: self = error
        case let error as StorageError: self.init(storing: error, at: place)
        case is CancellationError: self.init(.cancelled, "the work on \(place) was cancelled")
        default: self.init(.local, "\(place): \(error)", underlying: error)
        }
    }

    /// What went wrong while `subject` was read, as in `pack 4f5e…`.
    init(reading error: any Error, of subject: String) {
        switch error {
        case let error as EngineError:
            self = error.kind == .damaged ? error.naming(subject) : error
        case let error as CompressionError where error.kind == .outOfMemory:
            self.init(.local, "\(subject): \(error)", underlying: error)
        case is CompressionError:
            self.init(.damaged, "\(subject) is damaged: \(error)", underlying: error)
        case let error as StorageError where error.kind == .notFound:
            self.init(.damaged, "\(subject) is missing", underlying: error)
        case let error as StorageError where error.kind == .cutShort || error.kind == .tooLarge:
            self.init(.damaged, "\(subject): \(error.message)", underlying: error)
        case let error as StorageError: self.init(storing: error, at: subject)
        case is CancellationError: self.init(.cancelled, "reading \(subject) was cancelled")
        default: self.init(.local, "\(subject): \(error)", underlying: error)
        }
    }
}
