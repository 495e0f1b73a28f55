internal import Connector
internal import Domain
internal import Engine
internal import Export
internal import HTTPClient
internal import Host
internal import LocalState
internal import StandAlone
internal import Storage
internal import Values

extension RunFailure {
    /// The one table from what befell an attempt to the code that alerts are grouped by.
    init(_ error: any Error) {
        switch error {
        case let error as EngineError
        where error.kind == .source && error.underlying is StorageError:
            let cause = error.underlying as? StorageError
            self = cause.map(RunFailure.init(ofServer:)) ?? .unknownSource
        case let error as EngineError:
            let storage = error.kind == .storage ? error.underlying as? StorageError : nil
            self.init(
                storage.map(Self.code(of:)) ?? Self.code(of: error.kind), error.message,
                Self.disposition(of: error))
        case let error as StorageError:
            self.init(Self.code(of: error), error.message, error.disposition)
        case let error as StandAloneError: self.init("vault_keys", error.message, .needsOperator)
        case let error as LocalStateError: self.init("agent_state", error.message, .needsOperator)
        case let error as FileError:
            self.init("files", error.message, error.disposition)
        case let error as EntryIssue:
            self.init("source_unreadable", error.message, .needsOperator)
        case let error as PolicyRefusal: self = error.failure
        case let error as Refused: self = error.failure
        case let error as ServerError: self = RunFailure(ofServer: error.cause)
        case let error as ProcessError: self.init("hook_failed", error.message, error.disposition)
        case let error as ClientError:
            self.init(
                "stream_broken",
                "The stream through the hub broke off (\(error.message)); begin again.",
                .needsOperator)
        case let error as HandoverFailure: self.init(told: error)
        case is HandoverError:
            self.init(
                "stream_changed", "What came from the other machine cannot be read.", .permanent)
        case is CancellationError:
            self.init("cancelled", "It was not finished.", .permanent)
        default: self.init("internal", "\(error)", .permanent)
        }
    }

    /// What befell the machine that was to send.
    private init(told failure: HandoverFailure) {
        let isCode = failure.code.utf8.allSatisfy {
            97...122 ~= $0 || 48...57 ~= $0 || $0 == 95
        }
        self.init(
            isCode && 1...64 ~= failure.code.utf8.count ? failure.code : "unknown",
            failure.message, Disposition(rawValue: failure.disposition) ?? .permanent)
    }

    /// What befell us with a server that is read, or restored to.
    init(ofServer error: StorageError) {
        switch error.kind {
        case .untrusted:
            self.init(
                "host_key_changed",
                error.message + " Its fingerprint in the source's description lets it in.",
                .needsOperator)
        case .denied: self.init("source_denied", error.message, .needsOperator)
        case .notFound: self.init("source_missing", error.message, .needsOperator)
        case .unreachable, .timeout: self.init("source_unreachable", error.message, .retryable)
        default: self.init("source_unreadable", error.message, error.disposition)
        }
    }

    private static var unknownSource: RunFailure {
        RunFailure("source_unreadable", "The source could not be read.", .needsOperator)
    }

    private init(_ code: String, _ message: String, _ disposition: Disposition) {
        let text = message.fitForRecords
        self.init(
            code: code, message: text.isEmpty ? "It failed." : text, disposition: disposition)
    }

    /// A place that did not answer may answer the next attempt, whatever it means for this one.
    private static func disposition(of error: EngineError) -> Disposition {
        guard error.kind == .storage else { return error.disposition }
        return (error.underlying as? StorageError)?.disposition ?? .retryable
    }

    /// What says of a place that it is there has a code of its own: somebody else mends it.
    private static func code(of error: StorageError) -> String {
        switch error.kind {
        case .full: "vault_full"
        case .denied: "vault_denied"
        case .alreadyExists: "vault_conflict"
        case .untrusted: "vault_untrusted"
        case .notFound, .rateLimited, .unreachable, .timeout, .failed, .unexpected, .cutShort,
            .tooLarge, .badName, .badConfiguration, .unsupported, .cancelled:
            "vault_unreachable"
        }
    }

    private static func code(of kind: EngineError.Kind) -> String {
        switch kind {
        case .noVault: "vault_missing"
        case .foreignVault: "vault_foreign"
        case .occupied: "vault_occupied"
        case .noSuchSnapshot: "snapshot_missing"
        case .noSuchEntry: "entry_missing"
        case .wrongKey: "key_wrong"
        case .keyMissing: "key_missing"
        case .damaged: "damaged"
        case .foreignSignature: "foreign_signature"
        case .tooNew: "too_new"
        case .source: "source_unreadable"
        case .storage: "vault_unreachable"
        case .locked: "vault_locked"
        case .local: "agent_state"
        case .cancelled: "cancelled"
        }
    }
}
