internal import Domain

extension RunState {
    var status: Status {
        switch self {
        case .queued, .leased: .queued
        case .running, .finalizing, .cancelling: .running
        case .succeeded: .ok
        case .warned: .warn
        case .failed: .fail
        case .cancelled, .skipped: .unknown
        }
    }

    static var open: Set<RunState> { Set(allCases.filter { !$0.isFinal }) }
}

/// A run as a list shows it: with the names of what it is about.
struct ShownRun: Sendable {
    let run: Run
    /// Of its source, else of its vault; empty where both are gone.
    let about: String
    /// Of the machine it is on; empty for none.
    let agent: String
}
