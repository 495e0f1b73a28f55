internal import CommandLine
internal import Connector
internal import Engine
internal import Export
internal import Glibc
internal import Host

/// Content of a snapshot on standard output.
enum OutputDump {
    enum Form {
        /// Of one file, as it is.
        case content
        case tar, zip
    }

    static func run(
        _ vault: any Vault, _ id: SnapshotID, _ choice: EntryChoice, as form: Form,
        _ process: LocalProcess
    ) async throws -> ExitCode {
        var choice = choice
        if form == .zip { choice.hardLinks = .asFiles }
        let stream = try await vault.entries(of: id, choice, process.progress)
        var dump = EntryDump(to: try output(), name: "standard output")
        let issues =
            switch form {
            case .content: try dump.writeContent(of: stream)
            case .tar: try dump.writeTar(of: stream)
            case .zip: try dump.writeZip(of: stream)
            }
        IssuePrinter(invocation: process.invocation, isJSON: false).print(issues)
        return issues.isEmpty ? .success : .issues
    }

    /// A descriptor of our own, which is closed when it is done.
    private static func output() throws(SystemError) -> FileDescriptor {
        let copy = dup(STDOUT_FILENO)
        guard copy >= 0 else { throw SystemError.last("dup") }
        return FileDescriptor(owning: copy)
    }
}
