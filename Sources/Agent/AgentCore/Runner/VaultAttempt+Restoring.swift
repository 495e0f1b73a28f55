internal import AgentProtocol
internal import Connector
internal import Domain
internal import Engine
internal import Export
internal import FilesConnector
internal import Glibc
internal import Host
internal import Values

extension VaultAttempt {
    /// Gives files of a snapshot back to this machine.
    func restore(from supply: EntrySupply) async throws -> Result {
        let terms = order.terms ?? RestoreTerms()
        guard order.destination == .inPlace, let source = order.source,
            let remote = source.remote
        else {
            return try await restore(supply, terms, try target(terms))
        }
        try confirm(terms, remote.host)
        return try await parts.servers.with(remote, source.secrets) { line in
            try await restore(
                supply, terms, line.target(isRoot: remote.user == "root", options(terms)))
        }
    }

    private func restore(
        _ supply: EntrySupply, _ terms: RestoreTerms, _ files: any RestoreTarget
    ) async throws -> Result {
        if terms.isRehearsal || terms.conflicts == .fail {
            let planned = try await plan(supply, files)
            if terms.isRehearsal || planned.failure != nil { return planned }
        }
        let report = try await withEntries(of: supply, hasContent: true, progress) { stream in
            try files.restore(stream) { done in
                progress.update {
                    $0.entries = done.entries
                    $0.bytes = done.size.bytes
                    $0.issues = done.issues.count
                }
            }
        }
        var result = Result(entries: report.entries, size: report.size)
        result.issues = report.issues.count
        result.events = [
            .restored(
                RestoreDone(
                    run: run.id, entries: report.entries, size: report.size,
                    skipped: report.skipped, issues: report.issues.count))
        ]
        result.lines = report.issues.samples.map { (.warning, $0.message) }
        if report.entries + report.skipped + Int64(report.issues.count) == 0 {
            result.failure = nothingFound
        }
        return result
    }

    /// Where it goes: opened and judged by what it is, and used as that. A rehearsal makes nothing.
    private func target(_ terms: RestoreTerms) throws -> FileRestore {
        let options = try options(terms)
        switch order.destination {
        case .folder(let path) where terms.isRehearsal:
            let (folder, missing) = try parts.policy.findForRestoring(path)
            return FileRestore(planningIn: folder, missing: missing, options)
        case .folder(let path):
            return FileRestore(into: try parts.policy.openForRestoring(path), options)
        case .inPlace:
            try confirm(terms, parts.hostName)
            return FileRestore(into: try Folder(at: "/"), options)
        case .download, nil:
            throw EngineError(.local, "this agent cannot restore to where the run says")
        }
    }

    /// A person named the machine; a word of the hub alone is not enough.
    private func confirm(_ terms: RestoreTerms, _ name: String) throws {
        guard terms.isRehearsal || terms.confirmation == name else {
            throw Refused(
                code: "not_confirmed",
                "Nothing is restored in place before somebody typed the name of the machine, "
                    + "\(name).")
        }
    }

    private func options(_ terms: RestoreTerms) throws -> RestoreOptions {
        var options = RestoreOptions()
        options.conflicts = ConflictPolicy(terms.conflicts)
        options.makesDevices = order.destination == .inPlace && geteuid() == 0
        options.map = PathMap(
            try terms.moves.map { move in
                PathMap.Rule(from: try entryPath(move.from), to: try move.to.map(entryPath))
            })
        return options
    }

    /// What would be done; with a failure where nothing is done because of it.
    private func plan(
        _ supply: EntrySupply, _ files: any RestoreTarget
    ) async throws -> Result {
        let plan = try await withEntries(of: supply, hasContent: false, RunProgress()) {
            try files.plan($0)
        }
        let counts = plan.counts
        var result = Result(entries: counts.values.reduce(0) { $0 + Int64($1) }, size: plan.size)
        result.events = [.planned(RestorePlanned(run: run.id, plan))]
        result.lines = plan.samples.map { sample in
            let level: RunLine.Level =
                sample.change == .new || sample.change == .unchanged ? .info : .warning
            return (level, "\(sample.change.rawValue): \(sample.path)")
        }
        if counts.isEmpty {
            result.failure = nothingFound
        } else if order.terms?.isRehearsal != true,
            [.changed, .conflict, .refused].contains(where: { counts[$0] != nil })
        {
            result.failure = RunFailure(
                code: "conflicts",
                message: "Something else is there already; nothing was restored.",
                disposition: .needsOperator)
        }
        return result
    }

    private var nothingFound: RunFailure? {
        guard !order.paths.isEmpty else { return nil }
        return RunFailure(EngineError(.noSuchEntry, "none of these paths is in the snapshot"))
    }

    /// What the order names of a snapshot.
    func choice() throws -> EntryChoice {
        EntryChoice(paths: try order.paths.map(entryPath))
    }

    private func entryPath(_ text: String) throws -> EntryPath {
        guard let bytes = SnapshotPath.bytes(of: text), let path = EntryPath(bytes: bytes) else {
            throw EngineError(.noSuchEntry, "\(text) is no path in a snapshot")
        }
        return path
    }
}

/// Why this machine does not do what an order says.
struct Refused: Error {
    let failure: RunFailure

    init(code: String, _ message: String) {
        failure = RunFailure(code: code, message: message, disposition: .needsOperator)
    }
}

extension ConflictPolicy {
    fileprivate init(_ conflicts: RestoreTerms.Conflicts) {
        switch conflicts {
        case .overwrite: self = .overwrite
        case .skip: self = .skip
        case .rename: self = .rename
        case .fail: self = .fail
        }
    }
}

extension RestorePlanned {
    fileprivate init(run: ID<Run>, _ plan: RestorePlan) {
        self.init(
            run: run, new: plan.counts[.new] ?? 0, unchanged: plan.counts[.unchanged] ?? 0,
            changed: plan.counts[.changed] ?? 0, conflicts: plan.counts[.conflict] ?? 0,
            refused: plan.counts[.refused] ?? 0, size: plan.size)
    }
}
