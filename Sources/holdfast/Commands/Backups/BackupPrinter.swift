internal import CommandLine
internal import Connector
internal import Engine
internal import JSON
internal import StandAlone
internal import Values

/// Says how a backup went.
struct BackupPrinter {
    private let invocation: Invocation
    private let isJSON: Bool
    /// Nothing was stored.
    private let isRehearsal: Bool

    init(_ invocation: Invocation, isJSON: Bool, isRehearsal: Bool) {
        self.invocation = invocation
        self.isJSON = isJSON
        self.isRehearsal = isRehearsal
    }

    func print(_ result: LocalBackup.Result) {
        IssuePrinter(invocation: invocation, isJSON: isJSON).print(result.report.issues)
        for outcome in result.report.outcomes {
            invocation.print(isJSON ? json(outcome, result) : line(outcome, result))
            if !isJSON { for note in outcome.notes { invocation.print("  \(note)") } }
        }
    }

    /// Some vaults failed: done, with issues. All did: what befell the first.
    func exitCode(of report: BackupReport, policy: IssuePolicy) -> ExitCode {
        let failures = report.outcomes.compactMap { outcome -> EngineError? in
            if case .failed(let error) = outcome.verdict { return error }
            return nil
        }
        if failures.count == report.outcomes.count, let first = failures.first {
            return explain(first).exitCode
        }
        if report.issueCount > 0 { return policy == .skipAndFail ? .failure : .issues }
        return failures.isEmpty ? .success : .issues
    }

    private func line(
        _ outcome: BackupReport.Outcome, _ result: LocalBackup.Result
    ) -> String {
        switch outcome.verdict {
        case .failed(let error):
            // Most sentences begin with the place already.
            let place = "\(outcome.vault): "
            let isNamed = error.message.hasPrefix(place)
            let reason = error.message.dropFirst(isNamed ? place.count : 0)
            return sentence("\(place)failed: \(reason)")
        case .stored(let snapshot) where isRehearsal:
            return
                "\(outcome.vault): \(snapshot.entries) entries, \(snapshot.contentSize), of which "
                + "\(outcome.sent) would be sent; nothing was stored"
        case .stored(let snapshot):
            let entries = counted(snapshot.entries, "entry", plural: "entries")
            var line =
                "\(outcome.vault): snapshot \(snapshot.id.short), \(entries), "
                + "\(snapshot.contentSize), stored in \(snapshot.storedSize ?? ByteCount(0))"
            if outcome.reused > 0 {
                line += ", " + counted(outcome.reused, "part") + " sent before"
            }
            return line
        }
    }

    private func json(
        _ outcome: BackupReport.Outcome, _ result: LocalBackup.Result
    ) -> String {
        var object = JSONObject()
        object["type"] = "vault"
        object["vault"] = .string(outcome.vault)
        object["run"] = .string("\(result.run)")
        object["sent"] = .integer(outcome.sent.bytes)
        object["reused"] = JSON(outcome.reused)
        if !outcome.notes.isEmpty { object["notes"] = .array(outcome.notes.map(JSON.string)) }
        object["issues"] = JSON(result.report.issueCount)
        switch outcome.verdict {
        case .failed(let error):
            object["outcome"] = "failed"
            object["error"] = .string(error.message)
        case .stored(let snapshot) where isRehearsal:
            object["outcome"] = "rehearsed"
            object["entries"] = .integer(snapshot.entries)
            object["size"] = .integer(snapshot.contentSize.bytes)
        case .stored(let snapshot):
            object["outcome"] = "stored"
            object["snapshot"] = snapshot.json
        }
        return "\(JSON.object(object))"
    }
}

extension Snapshot {
    var json: JSON {
        var object = JSONObject()
        object["id"] = .string(id.text)
        object["time"] = .string("\(time)")
        object["source"] = .string(source)
        if let details {
            object["host"] = .string(details.hostName)
            object["paths"] = .array(details.paths.map(JSON.string))
            object["tags"] = .array(details.tags.map(JSON.string))
        }
        object["entries"] = .integer(entries)
        object["size"] = .integer(contentSize.bytes)
        if let storedSize { object["storedSize"] = .integer(storedSize.bytes) }
        object["issues"] = JSON(issues)
        return .object(object)
    }
}
