/// What the process tells its caller. The numbers are a promise: scripts test for them.
package enum ExitCode: Int32, Sendable, CaseIterable {
    case success = 0
    case failure = 1
    case usage = 2
    case issues = 3
    case configuration = 4
    case missing = 5
    case denied = 6
    case busy = 7
    case unavailable = 8
    case damaged = 9
    case full = 10
    case tooNew = 11
    case failedDrill = 12
    case cancelled = 130

    /// One sentence for help texts and the reference page.
    package var meaning: String {
        switch self {
        case .success: "Everything asked for was done."
        case .failure: "It failed for a reason that no other code names."
        case .usage: "The command line is wrong; nothing was done."
        case .issues: "Done, with issues: something was skipped or needs attention."
        case .configuration: "A setting or the settings file is wrong; nothing was done."
        case .missing: "What was asked for does not exist."
        case .denied: "A credential or a right is missing or wrong."
        case .busy: "Another process holds what is needed: a lock, a port, a folder."
        case .unavailable:
            "A server or a disk could not be reached; the same command may work later."
        case .damaged: "Data is damaged or does not verify."
        case .full: "Storage, or where the output goes, is full or read-only."
        case .tooNew: "The data was written by a newer version."
        case .failedDrill: "The drill failed: what was restored is not what was backed up."
        case .cancelled: "It was interrupted before it was done."
        }
    }

    /// The stable word for `--json` output.
    package var kind: String { "\(self)" }
}
