internal import Compression
internal import Cryptography
internal import Engine
internal import Host
internal import Storage
internal import Tar

extension EngineError {
    /// What went wrong while `subject` was read, as in `payload.part000003`.
    init(reading error: any Error, of subject: String) {
        switch error {
        case let error as EngineError: self = error
        case let error as CryptographyError: self.init(opening: error, subject)
        case let error as CompressionError where error.kind == .cancelled:
            self.init(.cancelled, "reading \(subject) was given up", underlying: error)
        case let error as CompressionError where error.kind == .outOfMemory:
            self.init(.local, "\(subject): \(error)", underlying: error)
        case is CompressionError, is TarError:
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

    private init(opening error: CryptographyError, _ subject: String) {
        switch error.kind {
        case .wrongKey, .unknownKey, .passphraseTooExpensive:
            self.init(.wrongKey, "\(subject): \(error.message)", underlying: error)
        case .outOfMemory: self.init(.local, "\(subject): \(error.message)", underlying: error)
        case .unsupported: self.init(.tooNew, "\(subject): \(error.message)", underlying: error)
        case .wrongContext, .damaged, .truncated, .malformed:
            self.init(.damaged, "\(subject): \(error.message)", underlying: error)
        }
    }
}
