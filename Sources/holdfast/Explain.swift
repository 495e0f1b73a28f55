internal import CommandLine
internal import Cryptography
internal import Host
internal import HubCore
internal import Settings
internal import Store
internal import Transport

/// The one table from the product's errors to sentences and exit codes.
@Sendable func explain(_ error: any Error) -> Failure {
    switch error {
    case let error as HubError: Failure(error.kind.exitCode, "\(error.message).", hint: error.hint)
    case let error as StoreError: Failure(error.kind.exitCode, "\(error).")
    case let error as FileError: Failure(error.kind.exitCode, "\(error.message).")
    case let error as TransportError: Failure(error.kind.exitCode, "\(error.message).")
    case let error as SettingsError:
        Failure(.configuration, error.message, hint: error.hint)
    case let error as CryptographyError: Failure(.damaged, "\(error).")
    default: Failure(.failure, "\(error).")
    }
}

extension HubError.Kind {
    fileprivate var exitCode: ExitCode {
        switch self {
        case .dataFolder, .insecure: .configuration
        case .masterKey: .damaged
        case .addressInUse: .busy
        case .diskFull: .full
        case .overloaded: .unavailable
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

extension TransportError.Kind {
    fileprivate var exitCode: ExitCode {
        switch self {
        case .addressInUse: .busy
        case .addressUnusable, .badCertificate: .configuration
        default: .unavailable
        }
    }
}
