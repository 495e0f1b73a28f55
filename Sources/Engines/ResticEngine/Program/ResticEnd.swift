internal import Cryptography
internal import Engine
internal import Host
internal import Values

/// How restic ended, and what it means.
struct ResticEnd: Sendable {
    let status: ProcessStatus
    /// Its last words, without secrets.
    let words: [String]
    private let process: ResticProcess

    init(status: ProcessStatus, words: [String], of process: ResticProcess) {
        self.status = status
        self.words = words.map { process.place.withoutSecrets($0) }
        self.process = process
    }

    var isSuccess: Bool { status.isSuccess }
    /// A backup was made, and some of the files could not be read.
    var hasIssues: Bool { status == .exited(3) }

    var hasNoRepository: Bool { [.noVault, .wrongKey, .locked].contains(kind.kind) }

    /// - Parameter work: What it was to do, as in `back up`.
    func error(_ work: String) -> EngineError {
        let kind = kind
        return EngineError(
            kind.kind, "restic \(process.program.version) could not \(work): \(sentence)",
            disposition: kind.disposition)
    }

    func requireSuccess(_ work: String) throws(EngineError) {
        guard isSuccess else { throw error(work) }
    }

    /// What it called fatal, else what tells the kind of failure, as who holds a lock, else the
    /// last it said.
    private var sentence: String {
        let fatal = words.last { $0.hasPrefix("Fatal: ") }
        let known = words.last { word in Self.shapes.contains { word.contains($0.words) } }
        guard let line = fatal ?? known ?? words.last else { return "it ended with \(status)" }
        var text = line[...]
        while text.hasPrefix("Fatal: ") { text = text.dropFirst("Fatal: ".count) }
        return String(text)
    }

    private var kind: (kind: EngineError.Kind, disposition: Disposition?) {
        switch status {
        case .exited(10): return (.noVault, nil)
        case .exited(11): return (.locked, nil)
        case .exited(12): return (.wrongKey, nil)
        case .exited(130): return (.cancelled, nil)
        default: break
        }
        let all = words.joined(separator: "\n")
        return Self.shapes.first { all.contains($0.words) }.map { ($0.kind, $0.disposition) }
            ?? (.storage, nil)
    }

    /// What each failure looks like in words: of releases without exit codes for it, and of
    /// failures that never got one. The first that fits counts.
    private static let shapes:
        [(words: String, kind: EngineError.Kind, disposition: Disposition?)] =
            [
                ("wrong password or no key found", .wrongKey, nil),
                ("an empty password is not", .keyMissing, nil),
                ("config file already exists", .occupied, nil),
                ("repository master key and config already initialized", .occupied, nil),
                ("unable to open config file", .noVault, nil),
                ("Is there a repository at the following location", .noVault, nil),
                ("is already locked", .locked, nil),
                ("unable to create lock", .locked, nil),
                ("invalid lock file", .locked, .needsOperator),
                ("unsupported repository version", .tooNew, nil),
                ("is newer than supported", .tooNew, nil),
                ("no matching ID found", .noSuchSnapshot, nil),
                ("not found in snapshot", .noSuchEntry, nil),
                ("ciphertext verification failed", .damaged, nil),
                ("invalid data returned", .damaged, nil),
                ("not found in repository", .damaged, nil),
                ("not found in index", .damaged, nil),
                ("repository contains errors", .damaged, nil),
                ("no space left on device", .storage, .needsOperator),
                ("permission denied", .storage, .needsOperator),
                ("all target directories/files do not exist", .source, nil),
                ("nothing to backup", .source, nil),
                ("connection refused", .storage, .retryable),
                ("i/o timeout", .storage, .retryable),
                ("no such host", .storage, .retryable),
            ]
}
