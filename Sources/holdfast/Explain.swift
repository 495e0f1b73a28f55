internal import AgentCore
internal import CommandLine
internal import Connector
internal import Cryptography
internal import Engine
internal import HTTPClient
internal import Host
internal import HubCore
internal import JSON
internal import LocalState
internal import Settings
internal import StandAlone
internal import Storage
internal import Store
internal import Transport

/// The one table from the product's errors to sentences and exit codes.
@Sendable func explain(_ error: any Error) -> Failure {
    switch error {
    case let error as HubError:
        Failure(error.kind.exitCode, sentence(error.message), hint: error.hint)
    case let error as StoreError: Failure(error.kind.exitCode, sentence("\(error)"))
    case let error as FileError: Failure(error.kind.exitCode, sentence(error.message))
    case let error as TransportError: Failure(error.kind.exitCode, sentence(error.message))
    case let error as SettingsError:
        Failure(.configuration, error.message, hint: error.hint)
    case let error as LocalStateError:
        Failure(error.kind.exitCode, sentence("\(error)"), hint: error.hint)
    case let error as StandAloneError:
        Failure(error.kind.exitCode, sentence("\(error)"), hint: error.hint)
    case let error as LinkError:
        Failure(error.kind.exitCode, sentence(error.message), hint: error.hint)
    case let error as JoiningRefusal: Failure(.denied, sentence(error.message))
    case let error as PolicyError: Failure(.configuration, sentence(error.message))
    case let error as ClientError:
        Failure(
            error.kind.exitCode, sentence(error.message),
            hint: error.kind == .tls
                ? "a hub with a certificate that nobody signed is believed by --pin" : nil)
    case let error as EngineError: Failure(error.exitCode, sentence("\(error)"))
    case is JSONError: HubAnswer.unreadable
    case let error as StorageError: Failure(error.exitCode, sentence("\(error)"))
    case let error as EntryIssue: Failure(error.exitCode, sentence(shown(error.message)))
    case let error as CryptographyError: Failure(.damaged, sentence("\(error)"))
    default: Failure(.failure, sentence("\(error)"))
    }
}

/// With a full stop, unless it ends as a sentence does already.
func sentence(_ text: String) -> String {
    text.last.map { ".?!".contains($0) } == true ? text : "\(text)."
}

extension HubError.Kind {
    fileprivate var exitCode: ExitCode {
        switch self {
        case .dataFolder, .insecure: .configuration
        case .masterKey, .backup: .damaged
        case .addressInUse: .busy
        case .diskFull: .full
        case .overloaded: .unavailable
        case .untrusted: .denied
        case .clock: .failure
        }
    }
}

extension StoreError.Kind {
    fileprivate var exitCode: ExitCode {
        switch self {
        case .notFound: .missing
        case .busy: .busy
        case .unavailable, .timeout, .outcomeUnknown: .unavailable
        case .corrupt, .io: .damaged
        case .newerSchema: .tooNew
        case .full, .readOnly: .full
        case .permission: .denied
        case .refused, .constraint, .alreadyExists, .misuse: .failure
        }
    }
}

extension ClientError.Kind {
    fileprivate var exitCode: ExitCode {
        switch self {
        case .auth, .tls, .pin: .denied
        case .notFound: .missing
        case .storageFull: .full
        case .rateLimited, .server, .network, .timeout, .protocolViolation: .unavailable
        case .badRequest: .usage
        case .cancelled: .cancelled
        case .conflict, .rejected, .tooLarge: .failure
        }
    }
}

extension FileError.Kind {
    fileprivate var exitCode: ExitCode {
        switch self {
        case .notFound: .missing
        case .denied: .denied
        case .noSpace, .readOnly: .full
        case .inUse: .busy
        case .notDurable: .damaged
        case .notAFolder, .isAFolder, .notAFile, .badName: .configuration
        default: .failure
        }
    }
}

extension LinkError {
    fileprivate var hint: String? { advice.isEmpty ? nil : advice }
}

extension LinkError.Kind {
    fileprivate var exitCode: ExitCode {
        switch self {
        case .badAddress, .insecure: .configuration
        case .foreignHub: .denied
        case .goodbye, .misbehaved, .silent, .closed: .unavailable
        }
    }
}

extension TransportError.Kind {
    fileprivate var exitCode: ExitCode {
        switch self {
        case .addressInUse: .busy
        case .addressUnusable, .badCertificate: .configuration
        default: .unavailable
        }
    }
}

extension LocalStateError.Kind {
    fileprivate var exitCode: ExitCode {
        switch self {
        case .noHome: .configuration
        case .badName: .usage
        case .alreadyExists, .busy: .busy
        case .notFound: .missing
        case .damaged: .damaged
        case .passphraseMissing, .wrongPassphrase: .denied
        }
    }
}

extension StandAloneError.Kind {
    fileprivate var exitCode: ExitCode {
        switch self {
        case .noEncryptionChosen, .contradiction: .configuration
        case .keyMissing, .passphrasesDiffer: .denied
        case .unknownVault, .noSuchSnapshot: .missing
        case .damagedSnapshot: .damaged
        case .ambiguousSnapshot, .unsupported: .usage
        }
    }
}

extension EntryIssue {
    fileprivate var exitCode: ExitCode {
        switch kind {
        case .vanished: .missing
        case .unreadable, .torn, .incomplete: .damaged
        case .unsupported, .refused: .failure
        case .conflict: .busy
        }
    }
}

extension EngineError {
    fileprivate var exitCode: ExitCode {
        switch kind {
        case .noVault, .foreignVault, .noSuchSnapshot, .noSuchEntry: .missing
        case .occupied, .locked: .busy
        case .wrongKey, .keyMissing: .denied
        case .damaged, .foreignSignature: .damaged
        case .tooNew: .tooNew
        // No snapshot was made, so it is not done with issues.
        case .source: isSourceMissing ? .missing : .failure
        case .storage: (underlying as? StorageError)?.exitCode ?? .unavailable
        case .local: (underlying as? FileError)?.kind.exitCode ?? .failure
        case .cancelled: .cancelled
        }
    }
}

extension EngineError {
    private var isSourceMissing: Bool {
        switch underlying {
        case let error as FileError: error.kind == .notFound
        case let error as StorageError: error.kind == .notFound
        default: false
        }
    }
}

extension StorageError {
    fileprivate var exitCode: ExitCode {
        switch kind {
        // A disk that is mounted to be read only refuses everybody: no right would help.
        case .denied where (underlying as? FileError)?.kind == .readOnly: .full
        case .notFound: .missing
        case .alreadyExists: .busy
        case .denied, .untrusted: .denied
        case .full: .full
        case .rateLimited, .unreachable, .timeout, .failed, .cutShort: .unavailable
        case .unexpected, .tooLarge: .damaged
        case .badName, .badConfiguration, .unsupported: .configuration
        case .cancelled: .cancelled
        }
    }
}
