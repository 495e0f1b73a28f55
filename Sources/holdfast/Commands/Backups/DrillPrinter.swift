internal import CommandLine
internal import Connector
internal import Drill
internal import Engine
internal import JSON
internal import Values

/// Says how a drill went.
struct DrillPrinter {
    private let invocation: Invocation
    private let isJSON: Bool

    init(_ invocation: Invocation, isJSON: Bool) {
        self.invocation = invocation
        self.isJSON = isJSON
    }

    func print(_ report: DrillReport) {
        print(report.findings, "finding")
        print(report.notes, "note")
        if isJSON { printJSON(report) } else { printText(report) }
    }

    private func print(_ log: DrillLog, _ word: String) {
        for line in log.samples {
            let path = line.path.map { shown($0.bytes) }
            guard isJSON else {
                let subject = path.map { "\($0) " } ?? ""
                invocation.print("\(word): \(subject)\(shown(line.message))")
                continue
            }
            var object = JSONObject()
            object["type"] = .string(word)
            if let path { object["path"] = .string(path) }
            object["message"] = .string(shown(line.message))
            invocation.print("\(JSON.object(object))")
        }
        let more = log.count - log.samples.count
        if more > 0, !isJSON { invocation.print("… and \(counted(more, "more \(word)"))") }
    }

    private func printText(_ report: DrillReport) {
        let snapshot = report.snapshot
        invocation.print(
            "snapshot    \(snapshot.id.short) of \(snapshot.time.minuteText), "
                + "\(report.dataAge.roughly) old")
        invocation.print(
            "compared    " + counted(Int(report.files), "file") + ", \(report.size), "
                + counted(Int(report.databases), "database"))
        if let time = report.firstByteTime {
            invocation.print("first byte  after \(time.roughly)")
        }
        let rate = report.restoreRate.map { ", \($0)/s" } ?? ""
        invocation.print(
            "restored    " + counted(report.restored, "entry", plural: "entries")
                + ", \(report.restoredSize), in "
                + "\(report.restoreTime.roughly)\(rate)")
        invocation.print("verified    in \(report.verifyTime.roughly)")
        var verdict = report.hasPassed ? "passed" : "failed"
        let counts = [(report.findings.count, "finding"), (report.notes.count, "note")]
            .filter { $0.0 > 0 }.map { counted($0.0, $0.1) }
        if !counts.isEmpty { verdict += ", \(counts.joined(separator: ", "))" }
        invocation.print("verdict     \(verdict)")
    }

    private func printJSON(_ report: DrillReport) {
        var line = JSONObject()
        line["type"] = "verdict"
        line["verdict"] = report.hasPassed ? "passed" : "failed"
        line["snapshot"] = .string(report.snapshot.id.text)
        line["time"] = .string("\(report.snapshot.time)")
        line["dataAgeSeconds"] = .number(report.dataAge / .seconds(1))
        line["files"] = .integer(report.files)
        line["size"] = .integer(report.size.bytes)
        line["databases"] = .integer(report.databases)
        line["restoredEntries"] = .integer(report.restored)
        line["restoredSize"] = .integer(report.restoredSize.bytes)
        if let time = report.firstByteTime {
            line["firstByteSeconds"] = .number(time / .seconds(1))
        }
        line["restoreSeconds"] = .number(report.restoreTime / .seconds(1))
        line["verifySeconds"] = .number(report.verifyTime / .seconds(1))
        if let rate = report.restoreRate { line["bytesPerSecond"] = .integer(rate.bytes) }
        line["findings"] = JSON(report.findings.count)
        line["notes"] = JSON(report.notes.count)
        invocation.print("\(JSON.object(line))")
    }
}

extension Duration {
    /// In the unit that people would take, as in `3.4 s`, `12 min` or `5 h`.
    fileprivate var roughly: String {
        let seconds = self / .seconds(1)
        return switch seconds {
        case ..<0.01: "\(Int((seconds * 1000).rounded())) ms"
        case ..<10: "\((seconds * 100).rounded() / 100) s"
        case ..<120: "\(Int(seconds.rounded())) s"
        case ..<7200: "\(Int((seconds / 60).rounded())) min"
        case ..<172_800: "\(Int((seconds / 3600).rounded())) h"
        default: "\(Int((seconds / 86_400).rounded())) days"
        }
    }
}
