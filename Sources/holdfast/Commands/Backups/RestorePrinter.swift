internal import CommandLine
internal import Connector
internal import JSON
internal import Values

/// Says what a restore would do, or did.
struct RestorePrinter {
    private let invocation: Invocation
    private let isJSON: Bool

    init(_ invocation: Invocation, isJSON: Bool) {
        self.invocation = invocation
        self.isJSON = isJSON
    }

    func print(_ plan: RestorePlan) {
        for sample in plan.samples {
            let path = shown(sample.path.bytes)
            let line: JSON = [
                "type": "entry", "path": .string(path), "change": .string(sample.change.rawValue),
            ]
            invocation.print(isJSON ? "\(line)" : "\(sample.change.rawValue): \(path)")
        }
        guard !isJSON else {
            var line = JSONObject()
            line["type"] = "plan"
            for change in RestorePlan.Change.allCases {
                line[change.rawValue] = JSON(plan.counts[change] ?? 0)
            }
            line["size"] = .integer(plan.size.bytes)
            return invocation.print("\(JSON.object(line))")
        }
        let counts = RestorePlan.Change.allCases.compactMap { change in
            plan.counts[change].map { "\($0) \(change.rawValue)" }
        }
        invocation.print(
            (counts.isEmpty ? "nothing" : counts.joined(separator: ", "))
                + ", \(plan.size) to write")
    }

    func print(_ report: RestoreReport, deleted: RestoreReport? = nil) {
        var issues = report.issues
        if let deleted { issues.append(deleted.issues) }
        IssuePrinter(invocation: invocation, isJSON: isJSON).print(issues)
        guard !isJSON else {
            var line = JSONObject()
            line["type"] = "summary"
            line["entries"] = .integer(report.entries)
            line["size"] = .integer(report.size.bytes)
            line["skipped"] = .integer(report.skipped)
            if let deleted { line["deleted"] = .integer(deleted.entries) }
            line["issues"] = JSON(issues.count)
            return invocation.print("\(JSON.object(line))")
        }
        let entries = counted(report.entries, "entry", plural: "entries")
        var line = "\(entries) restored, \(report.size)"
        if report.skipped > 0 { line += ", \(report.skipped) left as they were" }
        if let deleted { line += ", \(deleted.entries) deleted" }
        if !issues.isEmpty { line += ", " + counted(issues.count, "issue") }
        invocation.print(line)
    }
}

extension RestorePlan {
    mutating func add(deleted: [EntryPath]) {
        counts[.deleted] = deleted.isEmpty ? nil : deleted.count
        samples += deleted.prefix(Self.samplesMax).map { Sample(path: $0, change: .deleted) }
    }
}
