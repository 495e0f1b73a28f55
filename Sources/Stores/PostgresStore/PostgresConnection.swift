internal import CPostgres
internal import CShims
internal import Glibc
internal import Host
internal import Store
internal import Values

/// One session with a server. Used by one thread at a time, which may block: its lane's.
///
/// libpq sends and receives without blocking and this class waits, so that every wait has a
/// deadline and can be woken when the task is cancelled.
@safe
final class PostgresConnection: StatementRunner {
    /// Far above the number of different statements there are.
    private static let statementsMax = 256

    /// Between two requests to end the same statement.
    private static let cancelPause = Duration.milliseconds(200)

    private let handle: OpaquePointer
    private let wake: Int32
    private var statements: [String: (name: String, types: [UInt32])] = [:]
    private var statementCount = 0
    /// How long one statement may take.
    var patience: Duration
    private let answerGrace: Duration
    private(set) var isBroken = false

    init(to address: PostgresAddress, _ options: PostgresDatabase.Options) throws {
        ThreadRole.requireBlockingAllowed("PostgreSQL")
        patience = options.statementTimeout
        answerGrace = options.answerGrace
        wake = cshims_event_create()
        guard wake >= 0 else {
            throw PostgresError(.connecting, "\(SystemError("eventfd", code: -wake))")
        }
        do {
            unsafe handle = try Self.connect(to: address)
        } catch {
            close(wake)
            throw error
        }
        unsafe PQsetnonblocking(handle, 1)
        // The default prints what the server remarks to standard error.
        unsafe PQsetNoticeProcessor(handle, { _, _ in }, nil)
        try requireSupportedServer()
        let milliseconds = options.statementTimeout.components.seconds * 1000
        try runText(
            """
            SET statement_timeout = \(milliseconds); SET lock_timeout = \(milliseconds);
            SET idle_in_transaction_session_timeout = 60000; SET timezone = 'UTC'
            """)
    }

    deinit {
        unsafe PQfinish(handle)
        close(wake)
    }

    private func requireSupportedServer() throws {
        let version = unsafe PQserverVersion(handle)
        guard version >= 130_000 else {
            throw StoreError(
                .misuse, "PostgreSQL \(version / 10_000) is too old: 13 or newer is needed")
        }
        let encoding = unsafe PQparameterStatus(handle, "server_encoding")
            .map { unsafe String(cString: $0) }
        guard encoding == "UTF8" else {
            throw StoreError(
                .misuse, "the PostgreSQL database holds text as \(encoding ?? "?"), not as UTF8")
        }
    }

    // MARK: Statements

    func run(_ statement: RenderedSQL, eachRow: (Row) throws -> Void) throws -> Int {
        ThreadRole.requireBlockingAllowed("PostgreSQL")
        try Task.checkCancellation()
        let parameters = try PostgresParameters(statement.values)
        let name = try prepare(statement.text, parameters.types)
        let sent = unsafe parameters.withPointers { pointers, lengths, formats in
            unsafe PQsendQueryPrepared(
                handle, name, Int32(pointers.count), pointers, lengths, formats, 1)
        }
        let answer = try answer(sent: sent)
        return try answer.forEachRow(eachRow)
    }

    private func prepare(_ text: String, _ types: [UInt32]) throws -> String {
        if let known = statements[text], known.types == types { return known.name }
        if statements.count >= Self.statementsMax {
            try runText("DEALLOCATE ALL")
            statements = [:]
        }
        statementCount += 1
        let name = "s\(statementCount)"
        _ = try unsafe answer(
            sent: PQsendPrepare(handle, name, text, Int32(types.count), types))
        statements[text] = (name, types)
        return name
    }

    func runScript(_ script: StaticString) throws {
        ThreadRole.requireBlockingAllowed("PostgreSQL")
        try runText(script.description)
    }

    private func runText(_ text: String) throws {
        _ = try unsafe answer(sent: PQsendQuery(handle, text))
    }

    /// The last result of what was just sent, or the first error among all.
    private func answer(sent: Int32) throws -> PostgresResult {
        guard sent == 1 else {
            isBroken = unsafe PQstatus(handle) != CONNECTION_OK
            throw PostgresError(
                isBroken ? .lost : .library, unsafe Self.message(of: handle))
        }
        let deadline = ContinuousClock.now + patience + answerGrace
        var last: PostgresResult?
        var failure: PostgresError?
        while true {
            try waitForAnswer(until: deadline)
            guard let pointer = unsafe PQgetResult(handle) else { break }
            let result = unsafe PostgresResult(pointer)
            if failure == nil { failure = result.failure }
            last = result
        }
        if unsafe PQstatus(handle) != CONNECTION_OK { isBroken = true }
        if let failure { throw fail(failure) }
        guard let last else { throw fail(PostgresError(.lost, "no answer came")) }
        return last
    }

    private func fail(_ error: PostgresError) -> PostgresError {
        if error.isConnectionSpent { isBroken = true }
        return error
    }

    // MARK: Waiting

    /// Returns once a result can be taken without blocking.
    private func waitForAnswer(until deadline: ContinuousClock.Instant) throws {
        var isCancelled = false
        while true {
            let unsent = unsafe PQflush(handle)
            if unsent == 0, unsafe PQisBusy(handle) == 0 { return }
            // A connection that broke has no socket to wait on; taking its result does not block.
            guard unsent >= 0, unsafe PQsocket(handle) >= 0 else { return }
            let events = Int16(POLLIN) | (unsent == 1 ? Int16(POLLOUT) : 0)
            // A request that comes before the statement has begun is forgotten, so it is repeated.
            let look = isCancelled ? min(deadline, .now + Self.cancelPause) : deadline
            switch try poll(events, until: look) {
            case .ready:
                guard unsafe PQconsumeInput(handle) == 1 else { return }
            case .woken:
                isCancelled = true
                cancelStatement()
            case .late where ContinuousClock.now < deadline: cancelStatement()
            case .late:
                isBroken = true
                throw PostgresError(.timeout, "no answer came in time")
            }
        }
    }

    private enum Waiting {
        case ready
        case woken
        case late
    }

    private func poll(
        _ events: Int16, until deadline: ContinuousClock.Instant?
    ) throws -> Waiting {
        var watched = [
            pollfd(fd: unsafe PQsocket(handle), events: events, revents: 0),
            pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
        ]
        // One more, because a wait that ends a fraction early would go round again.
        let left = deadline.map { ($0 - ContinuousClock.now).milliseconds + 1 }
        let milliseconds = left.map { Int32(clamping: max(0, $0)) } ?? -1
        let count = unsafe Glibc.poll(&watched, nfds_t(watched.count), milliseconds)
        guard count >= 0 || errno == EINTR else {
            throw PostgresError(.library, "\(SystemError.last("poll"))")
        }
        if watched[1].revents != 0 {
            cshims_event_clear(wake)
            return .woken
        }
        return count == 0 ? .late : .ready
    }

    /// Asks the server, by a connection of its own, to end the running statement; its answer to the
    /// statement is then an error.
    private func cancelStatement() {
        guard let request = unsafe PQgetCancel(handle) else { return }
        defer { unsafe PQfreeCancel(request) }
        var reason = [CChar](repeating: 0, count: 256)
        // Where it fails the statement simply goes on to its own end.
        unsafe PQcancel(request, &reason, Int32(reason.count))
    }

    // MARK: Transactions

    /// Runs `body` between `begin` and a commit; rolls back when it throws.
    func transaction<Result>(
        _ begin: StaticString, _ interrupt: InterruptSwitch, _ body: () throws -> Result
    ) throws -> Result {
        cshims_event_clear(wake)
        try interrupt.arm { [wake] in cshims_event_signal(wake) }
        defer { interrupt.disarm() }
        do {
            try runScript(begin)
            let result = try body()
            // From here on a cancelled task does not stop the commit half-way.
            guard !interrupt.disarm() else { throw CancellationError() }
            try commit()
            return result
        } catch let error as PostgresError where error.isCancellation && interrupt.disarm() {
            rollBack()
            throw CancellationError()
        } catch {
            interrupt.disarm()
            rollBack()
            throw error
        }
    }

    private func commit() throws {
        cshims_event_clear(wake)
        do {
            try runScript("COMMIT")
        } catch let error as PostgresError where isBroken {
            throw PostgresError(.lostInCommit, error.message)
        }
    }

    /// Whether a transaction is open that nothing went wrong in.
    var isInTransaction: Bool {
        unsafe !isBroken && PQtransactionStatus(handle) == PQTRANS_INTRANS
    }

    func rollBack() {
        guard !isBroken, unsafe PQtransactionStatus(handle) != PQTRANS_IDLE else { return }
        cshims_event_clear(wake)
        do {
            try runScript("ROLLBACK")
        } catch {
            // The server rolls back what a closed session leaves behind.
            isBroken = true
        }
    }

    // MARK: Notifications

    func listen(to channel: PostgresChannel) throws {
        try runText("LISTEN \(channel.name)")
    }

    /// What has been sent to the channels this session listens to, waiting for the first; empty
    /// when `wakeUp` was called. Throws when the connection breaks.
    func notifications() throws -> [PostgresNotification] {
        ThreadRole.requireBlockingAllowed("PostgreSQL")
        while true {
            guard unsafe PQconsumeInput(handle) == 1 else {
                isBroken = true
                throw PostgresError(.lost, unsafe Self.message(of: handle))
            }
            var found: [PostgresNotification] = []
            while let notification = unsafe PQnotifies(handle) {
                unsafe found.append(PostgresNotification(notification.pointee))
                unsafe PQfreemem(notification)
            }
            if !found.isEmpty { return found }
            if try poll(Int16(POLLIN), until: nil) == .woken { return [] }
        }
    }

    /// Lets `interrupt` wake `notifications` while `body` runs.
    func withWaking<Result>(
        by interrupt: InterruptSwitch, _ body: () throws -> Result
    ) throws -> Result {
        cshims_event_clear(wake)
        try interrupt.arm { [wake] in cshims_event_signal(wake) }
        defer { interrupt.disarm() }
        return try body()
    }
}
