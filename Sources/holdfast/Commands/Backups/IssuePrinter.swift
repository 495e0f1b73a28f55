internal import CommandLine
internal import Connector
internal import JSON

/// Says what befell single entries: as lines of JSON among the results, or on standard error.
struct IssuePrinter {
    let invocation: Invocation
    let isJSON: Bool

    func print(_ issues: IssueLog) {
        for issue in issues.samples { print(issue) }
        let more = issues.count - issues.samples.count
        if more > 0, !isJSON { invocation.console.complain("… and \(more) more issues\n") }
    }

    private func print(_ issue: EntryIssue) {
        guard isJSON else {
            return invocation.console.complain("holdfast: \(shown(issue.message))\n")
        }
        let line: JSON = [
            "type": "issue", "kind": .string(issue.kind.word),
            "path": .string(shown(issue.path)), "message": .string(shown(issue.message)),
        ]
        invocation.print("\(line)")
    }
}

extension EntryIssue.Kind {
    /// The stable word in `--json`.
    fileprivate var word: String {
        switch self {
        case .vanished: "vanished"
        case .unreadable: "unreadable"
        case .torn: "torn"
        case .incomplete: "incomplete"
        case .unsupported: "unsupported"
        case .conflict: "conflict"
        case .refused: "refused"
        }
    }
}
