internal import AgentProtocol
internal import Compression
internal import Domain
internal import HTTPServer
internal import HubCore
internal import JSON
internal import Store

/// The one table from boundary errors to what the one who asked is told; nil is "internal".
@Sendable func problemForClient(_ error: any Error) -> Problem? {
    switch error {
    case let error as StoreError: problem(error.kind)
    case let error as InUseError:
        Problem(
            .conflict, Refusal.inUse.rawValue, "This cannot be done: \(error).",
            violations: error.users.map { user in
                Violation(
                    pointer: "\(user.kind.rawValue)/\(user.id)",
                    reason: .invalid(code: Refusal.inUse.rawValue, message: user.name))
            })
    case let error as InvalidFields:
        Problem(
            .unprocessableContent, "invalid", "Some fields need another value.",
            violations: error.violations.map { violation in
                Violation(
                    pointer: "/\(violation.field)",
                    reason: .invalid(code: violation.code, message: violation.sentence))
            })
    case let error as HubError where error.kind == .overloaded:
        Problem(
            .serviceUnavailable, "overloaded", "Too much is going on; try again shortly.",
            fields: [.retryAfter: "5"])
    case let error as HubError where error.kind == .untrusted:
        Problem(.forbidden, "signature_refused", "This is not signed by the key that it names.")
    case let error as ProtocolError where error.kind == .versionMismatch:
        Problem(.conflict, error.kind.rawValue, error.description)
    default: nil
    }
}

private func problem(_ kind: StoreError.Kind) -> Problem? {
    switch kind {
    case .notFound: .notFound
    case .refused(.tooManyAnnouncements):
        Problem(
            .tooManyRequests, Refusal.tooManyAnnouncements.rawValue,
            "Too many machines announce themselves; try again later.",
            fields: [.retryAfter: "60"])
    case .refused(.versionMoved):
        Problem(
            .preconditionFailed, Refusal.versionMoved.rawValue,
            "Somebody changed it since it was read: nothing was changed.")
    case .refused(let refusal):
        Problem(
            .conflict, refusal.rawValue,
            refusal.sentence ?? "A rule of the hub does not allow this.")
    case .busy, .unavailable, .timeout:
        Problem(
            .serviceUnavailable, "store_unavailable", "The store does not answer right now.",
            fields: [.retryAfter: "5"])
    case .full:
        Problem(
            .insufficientStorage, "storage_full",
            "The hub's disk is full: nothing was changed. Reading goes on.")
    case .readOnly:
        Problem(
            .insufficientStorage, "storage_read_only",
            "The hub's store cannot be written to: nothing was changed. Reading goes on.")
    case .outcomeUnknown:
        Problem(
            .serviceUnavailable, "outcome_unknown",
            "The store was lost while it wrote: look whether the change was made.")
    default: nil
    }
}

extension Refusal {
    /// For those that say nothing by their code alone.
    fileprivate var sentence: String? {
        switch self {
        case .noReader:
            "No agent that may open this vault is connected: the one whose data it is, the one "
                + "the vault lies on, or its keeper. Start it, or wait until it is back."
        case .notConfirmed: "The name that has to be typed as a confirmation is another one."
        case .notReadableThere:
            "That machine would have to be given what signs in at the server that these files came "
                + "from, which outlives the restore. Give them into a folder there."
        case .otherVault: "The two snapshots lie in different vaults; compare two of one vault."
        case .agentAway: "The agent is not connected, or went away before it answered."
        case .hubFrozen:
            "The hub was restored and is frozen: it takes nothing away until a hub administrator "
                + "confirms that it is the one to go on with."
        case .snapshotHeld: "A snapshot that is held stays until the hold is over or released."
        case .snapshotLeaving:
            "An agent is taking snapshots out of this vault right now, and this may be one of "
                + "them: try again when that run has ended, or cancel the run."
        case .passphraseMadeHere:
            "The hub made the passphrase of this repository, and nobody else has it: with another "
                + "one in its place nobody could read what lies there. Make another vault."
        case .noAgent: "There is no agent that would do it."
        case .tooMany: "There are as many of these as there may be."
        default: nil
        }
    }
}

/// Makes text smaller, or leaves it when that cannot be done.
@Sendable func gzip(_ bytes: [UInt8]) -> [UInt8] {
    // Out of memory is the only way to fail, and plain bytes are as good an answer.
    (try? GzipCompressor.compress(bytes.span)) ?? bytes
}
