internal import AgentProtocol
internal import Domain
internal import JSON
internal import Values

// How runs lie in their tables; what the ports about them share.

extension Run {
    static let columns: SQL = """
        id, tenant_id, kind, is_own, cause, schedule_id, nominal_at, user_id, source_id, \
        snapshot_id, subject_agent_id, destination, destination_path, priority, state, attempt, \
        fence, tries, agent_id, incarnation, created_at, not_before, started_at, ended_at, \
        skip_reason, failure_code, failure_message, failure_disposition, entries, content, issues, \
        events, lines, line_bytes, lines_dropped, terms, percent, is_wipe, preview, \
        skipped, bandwidth
        """

    /// With what lies in tables of its own.
    init(row: Row, outcomes: [OutcomeRow], paths: [String]) throws {
        var subject = RunSubject(
            source: try row.get("source_id"), vaults: outcomes.map(\.vault),
            snapshot: try row.get("snapshot_id"), destination: try RunDestination(row: row),
            paths: paths, agent: try row.get("subject_agent_id"))
        subject.terms = try row.json("terms", .terms)
        subject.percent = try row.get("percent")
        subject.isWipe = try row.get("is_wipe")
        subject.bandwidth = try row.json("bandwidth", .bandwidth)
        self.init(
            id: try row.get("id"), tenant: try row.get("tenant_id"), kind: try row.get("kind"),
            cause: try RunCause(row: row),
            subject: subject, isOwn: try row.get("is_own"), priority: try row.get("priority"),
            position: RunPosition(
                state: try row.get("state"), attempt: try row.get("attempt"),
                fence: try row.get("fence")),
            created: try row.get("created_at"), notBefore: try row.get("not_before"))
        tries = try row.get("tries")
        agent = try row.get("agent_id")
        incarnation = try row.get("incarnation")
        started = try row.get("started_at")
        ended = try row.get("ended_at")
        skipReason = try row.get("skip_reason")
        failure = try RunFailure(row: row)
        tally = try RunTally(row: row)
        preview = try row.json("preview", .preview)
        skipped = try row.get("skipped")
        for outcome in outcomes.compactMap(\.outcome) { _ = self.outcomes.record(outcome) }
    }
}

extension RunTally {
    fileprivate init(row: Row) throws {
        self.init()
        entries = try row.get("entries")
        content = ByteCount(try row.get("content", as: Int64.self))
        issues = try row.get("issues")
        events = try row.get("events")
        lines = try row.get("lines")
        lineBytes = ByteCount(try row.get("line_bytes", as: Int64.self))
        linesDropped = try row.get("lines_dropped")
    }
}

extension RunCause {
    fileprivate enum Word: String, SQLConvertible {
        case firing, maintenance, user, hub
    }

    fileprivate init(row: Row) throws {
        switch try row.get("cause", as: Word.self) {
        case .firing:
            self = .firing(
                Firing(
                    schedule: try row.get("schedule_id"), source: try row.get("source_id"),
                    time: try row.get("nominal_at")))
        case .maintenance: self = .maintenance
        case .user: self = .user(try row.get("user_id"))
        case .hub: self = .hub
        }
    }

    fileprivate var word: Word {
        switch self {
        case .firing: .firing
        case .maintenance: .maintenance
        case .user: .user
        case .hub: .hub
        }
    }

    fileprivate var firing: Firing? { if case .firing(let firing) = self { firing } else { nil } }
    fileprivate var user: ID<User>? { if case .user(let user) = self { user } else { nil } }
}

extension RunDestination {
    fileprivate enum Word: String, SQLConvertible {
        case inPlace = "in_place"
        case folder, download
    }

    fileprivate init?(row: Row) throws {
        switch try row.get("destination", as: Word?.self) {
        case .inPlace: self = .inPlace
        case .folder: self = .folder(path: try row.get("destination_path"))
        case .download: self = .download
        case nil: return nil
        }
    }

    fileprivate var word: Word {
        switch self {
        case .inPlace: .inPlace
        case .folder: .folder
        case .download: .download
        }
    }

    fileprivate var path: String? { if case .folder(let path) = self { path } else { nil } }
}

extension RunFailure {
    init?(row: Row) throws {
        guard let code = try row.get("failure_code", as: String?.self) else { return nil }
        self.init(
            code: code, message: try row.get("failure_message"),
            disposition: try row.get("failure_disposition"))
    }
}

/// A vault of a run, and what came of the run there.
struct OutcomeRow: RowDecodable {
    let run: ID<Run>
    let vault: ID<KnownVault>
    let outcome: VaultOutcome?

    fileprivate enum Word: String, SQLConvertible {
        case stored, done, failed, cancelled
    }

    init(row: Row) throws {
        run = try row.get("run_id")
        vault = try row.get("vault_id")
        guard let word = try row.get("result", as: Word?.self) else {
            outcome = nil
            return
        }
        let result: VaultOutcome.Result =
            switch word {
            case .stored: .stored(locator: try row.get("locator"))
            case .done: .done
            case .failed: .failed(try RunFailure(row: row) ?? .interrupted)
            case .cancelled: .cancelled
            }
        outcome = VaultOutcome(
            vault: vault, attempt: try row.get("attempt"), result: result,
            size: ByteCount(try row.get("size", as: Int64.self)))
    }
}

extension VaultOutcome.Result {
    fileprivate var word: OutcomeRow.Word {
        switch self {
        case .stored: .stored
        case .done: .done
        case .failed: .failed
        case .cancelled: .cancelled
        }
    }

    fileprivate var locator: String? {
        if case .stored(let locator) = self { locator } else { nil }
    }

    fileprivate var failure: RunFailure? {
        if case .failed(let failure) = self { failure } else { nil }
    }
}

extension ReadTransaction {
    borrowing func run(_ id: ID<Run>) throws -> Run? {
        try runs("SELECT \(Run.columns) FROM runs WHERE id = \(id)").first
    }

    /// Runs by a query for `Run.columns`, each with its vaults and paths, in the query's order.
    borrowing func runs(_ sql: SQL) throws -> [Run] {
        var rows: [Row] = []
        try forEach(sql) { rows.append($0) }
        var outcomes: [ID<Run>: [OutcomeRow]] = [:]
        var paths: [ID<Run>: [String]] = [:]
        for start in stride(from: 0, to: rows.count, by: Self.chunk) {
            let some = rows[start..<min(start + Self.chunk, rows.count)]
            let ids = try some.map { row -> SQL in "\(try row.get("id", as: ID<Run>.self))" }
            let list = SQL.joined(ids, by: ", ")
            let found: [OutcomeRow] = try all(
                """
                SELECT run_id, vault_id, result, attempt, locator, size, failure_code, \
                failure_message, failure_disposition
                FROM run_vaults WHERE run_id IN (\(list)) ORDER BY run_id, position
                """)
            for row in found { outcomes[row.run, default: []].append(row) }
            try forEach(
                """
                SELECT run_id, path FROM run_paths WHERE run_id IN (\(list))
                ORDER BY run_id, position
                """
            ) { paths[try $0.get("run_id"), default: []].append(try $0.get("path")) }
        }
        return try rows.map { row in
            let id: ID<Run> = try row.get("id")
            return try Run(row: row, outcomes: outcomes[id] ?? [], paths: paths[id] ?? [])
        }
    }

    /// So many ids go into one statement.
    private static var chunk: Int { 500 }
}

extension WriteTransaction {
    borrowing func insert(_ run: Run) throws {
        let (cause, subject, tally) = (run.cause, run.subject, run.tally)
        try run.requireStorable()
        try execute(
            """
            INSERT INTO runs (\(Run.columns)) VALUES (
            \(run.id), \(run.tenant), \(run.kind), \(run.isOwn), \(cause.word), \
            \(cause.firing?.schedule), \(cause.firing?.time), \(cause.user), \(subject.source), \
            \(subject.snapshot), \(subject.agent), \(subject.destination?.word), \
            \(subject.destination?.path), \(run.priority), \(run.position.state), \
            \(run.position.attempt), \(run.position.fence), \(run.tries), \(run.agent), \
            \(run.incarnation), \(run.created), \(run.notBefore), \(run.started), \(run.ended), \
            \(run.skipReason), \(run.failure?.code), \(run.failure?.message), \
            \(run.failure?.disposition), \(tally.entries), \(tally.content.bytes), \
            \(tally.issues), \(tally.events), \(tally.lines), \(tally.lineBytes.bytes), \
            \(tally.linesDropped), \(subject.terms.map(Schema.terms.text)), \
            \(subject.percent), \(subject.isWipe), \
            \(run.preview.map(Schema.preview.text)), \(run.skipped), \
            \(subject.bandwidth.map(Schema.bandwidth.text)))
            """)
        for (position, vault) in subject.vaults.enumerated() {
            try execute(
                """
                INSERT INTO run_vaults (run_id, vault_id, position)
                VALUES (\(run.id), \(vault), \(position))
                """)
        }
        for (position, path) in subject.paths.enumerated() {
            try execute(
                """
                INSERT INTO run_paths (run_id, position, path)
                VALUES (\(run.id), \(position), \(path))
                """)
        }
        for outcome in run.outcomes.byVault.values { try update(outcome, of: run.id) }
        try noteEnd(of: run)
    }

    /// What may change of a run, and nothing else.
    borrowing func update(_ run: Run, was before: Run) throws {
        let tally = run.tally
        try run.requireStorable()
        try execute(
            """
            UPDATE runs SET priority = \(run.priority), state = \(run.position.state), \
            attempt = \(run.position.attempt), fence = \(run.position.fence), \
            tries = \(run.tries), agent_id = \(run.agent), incarnation = \(run.incarnation), \
            not_before = \(run.notBefore), started_at = \(run.started), ended_at = \(run.ended), \
            skip_reason = \(run.skipReason), failure_code = \(run.failure?.code), \
            failure_message = \(run.failure?.message), \
            failure_disposition = \(run.failure?.disposition), entries = \(tally.entries), \
            content = \(tally.content.bytes), issues = \(tally.issues), \
            events = \(tally.events), lines = \(tally.lines), \
            line_bytes = \(tally.lineBytes.bytes), lines_dropped = \(tally.linesDropped), \
            preview = \(run.preview.map(Schema.preview.text)), skipped = \(run.skipped)
            WHERE id = \(run.id)
            """)
        for (vault, outcome) in run.outcomes.byVault
        where before.outcomes.byVault[vault] != outcome {
            try update(outcome, of: run.id)
        }
        if before.ended == nil { try noteEnd(of: run) }
    }

    private borrowing func update(_ outcome: VaultOutcome, of run: ID<Run>) throws {
        let result = outcome.result
        try execute(
            """
            UPDATE run_vaults SET result = \(result.word), attempt = \(outcome.attempt), \
            locator = \(result.locator), size = \(outcome.size.bytes), \
            failure_code = \(result.failure?.code), \
            failure_message = \(result.failure?.message), \
            failure_disposition = \(result.failure?.disposition)
            WHERE run_id = \(run) AND vault_id = \(outcome.vault)
            """)
    }
}

extension Run {
    fileprivate func requireStorable() throws {
        try failure?.message.requireStorable()
        for outcome in outcomes.byVault.values {
            try outcome.result.failure?.message.requireStorable()
        }
        try subject.destination?.path?.requireStorable()
        for path in subject.paths { try path.requireStorable() }
    }
}
