/// How a source stands, by its latest backup and what became of its promise.
package enum SourceStanding: String, Hashable, Sendable, CaseIterable {
    /// It has no backup that ended yet.
    case waiting
    case good
    /// The latest has something to show, and something went wrong.
    case warned
    case failed
    /// No success for longer than its schedules ask for.
    case stale
    /// Somebody switched it off.
    case paused

    /// - Parameter last: how its latest backup ended, of those that succeeded, warned or failed.
    package init(isEnabled: Bool, last: RunState?, isStale: Bool) {
        switch last {
        case _ where !isEnabled: self = .paused
        case .failed: self = .failed
        case _ where isStale: self = .stale
        case .warned: self = .warned
        case .succeeded: self = .good
        default: self = .waiting
        }
    }

    /// Whether somebody has to do something.
    package var isNeedy: Bool { self == .failed || self == .stale || self == .warned }
}
