internal import Connector
internal import Engine
internal import Values

/// Holds what lies in the scratch folder against the index. Both come in the same order, so that
/// neither has to be remembered.
struct TreeComparison {
    private let found: ScratchStream
    private let notes: RestoreNotes
    private let fidelity: Drill.Fidelity
    private let progress: RunProgress
    private var databases: [EntryPath] = []

    init(
        _ found: ScratchStream, _ notes: RestoreNotes, _ fidelity: Drill.Fidelity,
        _ progress: RunProgress
    ) {
        self.found = found
        self.notes = notes
        self.fidelity = fidelity
        self.progress = progress
    }

    /// Returns the files that are as they were and look like databases.
    mutating func run(
        _ wanted: any EntryStream, _ report: inout DrillReport
    ) throws -> [EntryPath] {
        var there = try next(&report)
        while let item = try wanted.next() {
            try Task.checkCancellation()
            guard case .entry(let entry) = item else {
                if case .issue(let issue) = item { judge(issue, &report) }
                continue
            }
            while let extra = there, extra.path < entry.path {
                judge(extra: extra, before: entry, &report)
                there = try next(&report)
            }
            guard let same = there, same.path == entry.path else {
                judge(missing: entry, &report)
                continue
            }
            try compare(entry, with: same, &report)
            there = try next(&report)
        }
        while let extra = there {
            judge(extra: extra, before: nil, &report)
            there = try next(&report)
        }
        return databases
    }

    /// What the vault cannot give of its own list.
    private func judge(_ issue: EntryIssue, _ report: inout DrillReport) {
        let path = EntryPath(bytes: issue.path)
        if issue.kind == .unreadable {
            report.findings.append(path, "was not restored: \(issue.message)")
        } else {
            report.notes.append(path, issue.message)
        }
    }

    private func next(_ report: inout DrillReport) throws -> Entry? {
        while let item = try found.next() {
            switch item {
            case .entry(let entry): return entry
            case .issue(let issue):
                report.findings.append(nil, "could not be read back: \(issue.message)")
            }
        }
        return nil
    }

    private func judge(missing entry: Entry, _ report: inout DrillReport) {
        if entry.kind.isDevice, fidelity == .whatUsersMay {
            return report.notes.append(entry.path, "is a device, which only root can restore")
        }
        if let untold = notes.untold(entry.path) {
            return report.notes.append(entry.path, "was not restored: \(untold)")
        }
        let reason = report.reasons[entry.path.bytes].map { ": \($0)" } ?? ""
        report.findings.append(entry.path, "was not restored\(reason)")
    }

    /// Folders above what was chosen are made on the way.
    private func judge(extra: Entry, before entry: Entry?, _ report: inout DrillReport) {
        if extra.kind == .folder, let entry, entry.path.isBelow(extra.path) { return }
        report.findings.append(extra.path, "was restored and is not in the snapshot")
    }

    private mutating func compare(
        _ entry: Entry, with found: Entry, _ report: inout DrillReport
    ) throws {
        guard entry.kind == found.kind else {
            return report.findings.append(
                entry.path, "was \(entry.kind.phrase) and came back as \(found.kind.phrase)")
        }
        let differences = MetadataComparison(fidelity).differences(entry, found)
        if !differences.isEmpty {
            let message = "came back with another \(differences.joined(separator: ", "))"
            if report.isScratchIncomplete {
                report.notes.append(entry.path, "\(message), which the scratch disk cannot hold")
            } else {
                report.findings.append(entry.path, message)
            }
        }
        if entry.kind == .file { try compareContent(entry, found, &report) }
    }

    private mutating func compareContent(
        _ entry: Entry, _ found: Entry, _ report: inout DrillReport
    ) throws {
        guard found.size == entry.size, let content = found.content else {
            return report.findings.append(
                entry.path, "came back with \(found.size) of \(entry.size) bytes")
        }
        var reading = ContentReading(notes.extents(of: entry.path), size: entry.size)
        do {
            let reader = try content.open()
            let digest = try reading.run(reader) { count in
                progress.update { $0.bytes += Int64(count) }
            }
            guard try reader.finish() == .whole else {
                return report.findings.append(entry.path, "changed while it was read back")
            }
            guard let expected = entry.digest ?? notes.digest(of: entry.path) else {
                return report.notes.append(
                    entry.path, "has no hash to be compared with")
            }
            guard digest == expected, !reading.hasStrayData else {
                return report.findings.append(
                    entry.path, "came back with other content than was backed up")
            }
        } catch let issue as EntryIssue {
            let isLocked = entry.metadata.permissions & 0o400 == 0
            guard isLocked, fidelity == .whatUsersMay else {
                return report.findings.append(
                    entry.path, "could not be read back: \(issue.message)")
            }
            return report.notes.append(entry.path, "has a mode by which only root reads it back")
        }
        guard !notes.isTorn(entry.path) else {
            report.torn += 1
            return report.notes.append(
                entry.path,
                "changed while it was backed up; it comes back as it was read, and perhaps not in "
                    + "one state")
        }
        report.files += 1
        report.size = report.size + ByteCount(entry.size)
        if DatabaseExamination.isDatabase(reading.head) { databases.append(entry.path) }
    }
}

extension Entry.Kind {
    fileprivate var isDevice: Bool {
        switch self {
        case .characterDevice, .blockDevice: true
        default: false
        }
    }

    fileprivate var phrase: String {
        switch self {
        case .file: "a file"
        case .folder: "a folder"
        case .link(let target): "a link to \(String(decoding: target, as: UTF8.self))"
        case .hardLink(let first): "another name of \(first)"
        case .fifo: "a pipe"
        case .socket: "a socket"
        case .characterDevice(let major, let minor): "the device c \(major):\(minor)"
        case .blockDevice(let major, let minor): "the device b \(major):\(minor)"
        }
    }
}
