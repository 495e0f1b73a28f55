package import AgentProtocol
internal import Connector
package import Domain
internal import Engine
internal import FilesConnector
internal import Host
internal import SQLiteConnector
internal import Values

/// Answers what the hub asks. Nothing is changed by it, and the local policy has a say in each.
package struct QuestionDesk: Sendable {
    private let access: VaultAccess
    private let policy: PolicyBook
    private let timer: any Clock<Duration>

    /// People wait for it.
    private static let patience = Duration.seconds(60)
    /// After so long an answer tells what there is so far.
    private static let searchTime = Duration.seconds(30)

    package init(access: VaultAccess, policy: PolicyBook, timer: any Clock<Duration>) {
        self.access = access
        self.policy = policy
        self.timer = timer
    }

    /// What of a configuration the local policy forbids; nil where it is all allowed.
    package func refusal(of configuration: AgentConfiguration?) -> RunFailure? {
        guard let configuration else { return nil }
        let refused = configuration.sources.compactMap { source in
            policy.refusal { $0.refusal(of: source) }.map { "\(source.name): \($0.message)" }
        }
        let places = configuration.vaults.compactMap { vault in
            policy.refusal { $0.refusal(ofPlace: vault.place) }?.message
        }
        let reasons = refused + places
        return reasons.isEmpty ? nil : .policy(reasons.joined(separator: "\n").fitForRecords)
    }

    package func answer(_ question: Question) async -> Answer {
        do {
            return try await withThrowingTaskGroup(of: Answer.self) { group in
                group.addTask { try await find(question) }
                group.addTask {
                    try await timer.sleep(for: Self.patience)
                    return .refused(
                        RunFailure(
                            code: "too_slow", message: "There was no answer in time.",
                            disposition: .retryable))
                }
                defer { group.cancelAll() }
                guard let first = try await group.next() else { throw CancellationError() }
                return first
            }
        } catch {
            return .refused(RunFailure(error))
        }
    }

    private func find(_ question: Question) async throws -> Answer {
        switch question {
        case .tree(let question): try await .page(tree(question))
        case .search(let question): try await .found(search(question))
        case .diff(let question): try await .differences(compare(question))
        case .folder(let path): try .page(folder(path))
        case .connection(let question): try await .reached(reach(question))
        }
    }

    // MARK: Snapshots

    private func tree(_ question: TreeQuestion) async throws -> TreePage {
        guard let id = SnapshotID(question.snapshot) else {
            throw EngineError(.noSuchSnapshot, "this is no snapshot")
        }
        let names = question.folder.map(\.bytes)
        let folder = EntryPath(bytes: Array(names.joined(separator: "/".utf8)))
        guard names.isEmpty || folder != nil else {
            throw EngineError(.noSuchEntry, "this is no path in a snapshot")
        }
        var choice = EntryChoice(paths: folder.map { [$0] } ?? [])
        choice.hasContent = false
        let depth = names.count + 1
        choice.isWanted = { path, _ in path.names.count == depth }
        return try await withVault(question.vault) { vault in
            let stream = try await vault.entries(of: id, choice, RunProgress())
            var items: [TreePage.Item] = []
            while let item = try stream.next() {
                try Task.checkCancellation()
                if case .entry(let entry) = item { items.append(TreePage.Item(entry)) }
            }
            return TreePage(items, after: question.after)
        }
    }

    private func search(_ question: SearchQuestion) async throws -> SearchFindings {
        let isLate = timer.alarm(after: Self.searchTime)
        return try await withVault(question.vault) { vault in
            var search = SnapshotSearch(vault, isLate: isLate)
            return try await search.findings(for: question)
        }
    }

    private func compare(_ question: DiffQuestion) async throws -> DiffPage {
        let isLate = timer.alarm(after: Self.searchTime)
        return try await withVault(question.vault) { vault in
            var comparison = try await SnapshotComparison(question, in: vault, isLate: isLate)
            return try comparison.page()
        }
    }

    /// Lends a vault with what opens its content, and closes it however `body` ends.
    private func withVault<Outcome>(
        _ vault: ConfiguredVault, _ body: (any Vault) async throws -> Outcome
    ) async throws -> Outcome {
        let opened = try await access.openForReading(vault, needsKey: true)
        do {
            let outcome = try await body(opened.vault)
            await opened.close()
            return outcome
        } catch {
            await opened.close()
            throw error
        }
    }

    // MARK: The machine

    private func folder(_ path: String) throws -> TreePage {
        let folder = try policy.openForLooking(path)
        var items: [TreePage.Item] = []
        var reader = try folder.entries()
        while let batch = try reader.next() {
            for entry in batch {
                items.append(
                    TreePage.Item(
                        name: FileName(entry.name.bytes), kind: .init(entry.kind),
                        size: ByteCount(0), modified: nil))
            }
        }
        return TreePage(items, after: nil)
    }

    private func reach(_ question: ConnectionQuestion) async throws -> String {
        if let vault = question.vault {
            let opened = try await access.openForReading(vault, needsKey: false)
            do {
                let count = try await opened.vault.snapshots().snapshots.count
                await opened.close()
                let article = vault.format == .archive ? "An archive" : "A repository"
                return "\(article) vault with \(count) \(count == 1 ? "snapshot" : "snapshots")."
            } catch {
                await opened.close()
                throw error
            }
        }
        guard let source = question.source else { throw Self.unknownSource }
        let probe = ConfiguredSource.probe(source)
        if let refusal = policy.refusal({ $0.refusal(of: probe) }) { throw PolicyRefusal(refusal) }
        switch source {
        case .files(let files): return try reach(files)
        case .sqlite(let database): return try reach(database)
        case .sftp: throw Self.unknownSource
        }
    }

    private static let unknownSource = EngineError(
        .source, "this agent reads no sources of this kind")

    private func reach(_ files: FilesConfiguration) throws -> String {
        var options = FilesOptions(files)
        options.confinement = try policy.readable()
        let stream = try FilesSource(files.paths.map { FilePath($0) }, options: options).entries()
        _ = try stream.next()
        return files.paths.count == 1 ? "The path can be read." : "The paths can be read."
    }

    private func reach(_ database: SQLiteConfiguration) throws -> String {
        let found = try SQLiteSource.look(
            at: FilePath(database.path), confinement: try policy.readable())
        return "A SQLite database of \(found.size) with \(found.tables) "
            + (found.tables == 1 ? "table." : "tables.")
    }
}

extension ConfiguredSource {
    /// A source that is only looked at.
    static func probe(_ configuration: SourceConfiguration) -> ConfiguredSource {
        let nobody = UUID(high: 0, low: 0)
        let source = Source(
            id: ID(nobody), tenant: ID(nobody), name: "", place: .pool,
            configuration: configuration, vaults: [], created: Timestamp(seconds: 0))
        return ConfiguredSource(source, secrets: [])
    }
}

extension TreePage {
    /// A page of what lies in a folder, in the order of the names' bytes.
    init(_ all: [Item], after: FileName?) {
        let rest = all.filter { item in
            guard let after else { return true }
            return after.bytes.lexicographicallyPrecedes(item.name.bytes)
        }.sorted { $0.name.bytes.lexicographicallyPrecedes($1.name.bytes) }
        var room = AnswerRoom()
        let page = rest.prefix(ProtocolLimits.treePageMax).prefix {
            room.take($0.name, besides: 160)
        }
        self.init(items: Array(page), isLast: page.count == rest.count)
    }
}

extension TreePage.Item {
    init(_ entry: Entry) {
        self.init(
            name: FileName(Array(entry.path.name)), kind: Kind(entry.kind),
            size: ByteCount(entry.size), modified: Timestamp(entry.metadata.modified))
    }
}

extension Clock where Duration == Swift.Duration {
    /// Tells whether so long has passed since now.
    fileprivate func alarm(after span: Duration) -> @Sendable () -> Bool {
        let end = now.advanced(by: span)
        return { now >= end }
    }
}

extension TreePage.Item.Kind {
    init(_ kind: FileKind) {
        switch kind {
        case .folder: self = .folder
        case .file: self = .file
        case .link: self = .link
        default: self = .other
        }
    }
}
