internal import Connector
internal import Host
internal import SQLiteStore

/// Opens a SQLite database of the scratch folder as its program would.
struct DatabaseExamination {
    private let path: EntryPath
    private let folder: FilePath

    init(_ path: EntryPath, in folder: FilePath) {
        self.path = path
        self.folder = folder
    }

    /// Whatever its name is.
    static func isDatabase(_ head: [UInt8]) -> Bool { head == DatabaseCheck.header }

    func run(_ report: inout DrillReport) throws {
        let file = folder.appending(SystemString(bytes: path.bytes))
        switch try DatabaseCheck.verdict(on: file) {
        case .whole(let remarks):
            for remark in remarks { report.notes.append(path, "is a database in which \(remark)") }
        case .damaged(let problems):
            // The vault is not to blame, and the restore is of no use all the same.
            report.findings.append(
                path,
                "is what was backed up, and as a database it is damaged: "
                    + problems.joined(separator: "; "))
        case .unjudged(let reason):
            report.notes.append(path, "is a database that could not be checked: \(reason)")
        }
    }
}
