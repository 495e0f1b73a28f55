internal import CPostgres
internal import Store

/// What PostgreSQL or the connection to it said.
struct PostgresError: Error, Hashable, Sendable, CustomDebugStringConvertible {
    enum Source: Hashable, Sendable {
        /// The server answered with this SQLSTATE.
        case server(String)
        /// No connection could be made.
        case connecting
        /// The connection broke; nothing it had not committed was kept.
        case lost
        /// The connection broke, or no answer came in time, while it committed.
        case lostInCommit
        /// No answer came in time.
        case timeout
        /// libpq refused to send it.
        case library
    }

    let source: Source
    /// The primary message alone: the detail may repeat somebody's data.
    let message: String
    /// The constraint the change met, where there is one.
    let constraint: String

    init(_ source: Source, _ message: String, constraint: String = "") {
        self.source = source
        self.message = message
        self.constraint = constraint
    }

    /// Of a result that is an error.
    @unsafe init(result: OpaquePointer?) {
        func field(_ name: Character) -> String {
            let code = name.asciiValue.map(Int32.init) ?? 0
            return unsafe PQresultErrorField(result, code).map { unsafe String(cString: $0) } ?? ""
        }
        let state = field("C")
        // Without a SQLSTATE libpq made the error itself, when the connection broke.
        self.init(
            state.isEmpty ? .lost : .server(state), field("M"), constraint: field("n"))
    }

    var debugDescription: String {
        let state = if case .server(let state) = source { state } else { "\(source)" }
        let place = constraint.isEmpty ? "" : " (\(constraint))"
        return "PostgreSQL \(state): \(message)\(place)"
    }

    /// Another transaction was in the way: the same one, run again, may succeed.
    var isSerializationFailure: Bool {
        source == .server("40001") || source == .server("40P01")
    }

    /// Somebody else wrote the same key at the same moment. Everybody looks before writing, so who
    /// runs again sees what is there by then, and decides by the rules instead of by the schema.
    var isDoubledKey: Bool { source == .server("23505") }

    /// This connection is of no more use, but another one may be: the server was restarted, an
    /// administrator ended the session, or its prepared statements fell behind a migration.
    var isConnectionSpent: Bool {
        switch source {
        case .lost: true
        case .server(let state): ["57P01", "57P02", "25P03", "0A000", "26000"].contains(state)
        default: false
        }
    }

    var ofReadOnlyTransaction: PostgresError {
        source == .lostInCommit ? PostgresError(.lost, message) : self
    }

    var isCancellation: Bool { source == .server("57014") }

    /// The error as the port tells it.
    func translated(_ address: PostgresAddress) -> StoreError {
        let (kind, sentence) = meaning
        return StoreError(
            kind, sentence, context: ["database": address.description], underlying: self)
    }

    private var meaning: (StoreError.Kind, String) {
        switch source {
        case .connecting: return connecting
        case .lost: return (.unavailable, "the connection to PostgreSQL was lost")
        case .lostInCommit:
            return (
                .outcomeUnknown,
                "the connection to PostgreSQL was lost while the change was being committed: "
                    + "it was made or it was not"
            )
        case .timeout: return (.timeout, "PostgreSQL did not answer in time")
        case .library: return (.misuse, "libpq refused the statement")
        case .server(let state): return Self.meaning(ofState: state)
        }
    }

    /// PostgreSQL 15 Appendix A: the first two characters are the class.
    private static func meaning(ofState state: String) -> (StoreError.Kind, String) {
        switch state {
        case "57014": return (.timeout, "PostgreSQL ended the statement: it took too long")
        case "55P03": return (.busy, "another session holds what the change needs")
        case "25006": return (.readOnly, "the PostgreSQL server takes no writes: is it a standby?")
        case "42501": return (.permission, "the PostgreSQL user may not do this")
        case "53100": return (.full, "the PostgreSQL server has no disk space left")
        default: break
        }
        switch state.prefix(2) {
        case "08", "57": return (.unavailable, "PostgreSQL is not available")
        case "22", "23": return (.constraint, "the database's own rules forbid the change")
        case "28": return (.permission, "PostgreSQL refused the user or the password")
        case "40": return (.busy, "others changed the same things at the same time, too often")
        case "53": return (.busy, "the PostgreSQL server has no resources left")
        case "58": return (.io, "the disk failed under PostgreSQL")
        case "XX": return (.corrupt, "PostgreSQL found its own data damaged")
        default: return (.misuse, "PostgreSQL does not understand the statement")
        }
    }

    /// Whether another connection, a little later, may do better.
    var isWorthWaitingFor: Bool {
        switch source {
        case .connecting: connecting.0 == .unavailable
        // Too many connections, or a server that is starting or stopping.
        case .server(let state): isConnectionSpent || state == "53300" || state == "57P03"
        default: isConnectionSpent
        }
    }

    /// libpq gives a sentence and no code for what fails before there is a connection. Where the
    /// server speaks another language we say less, and nothing wrong.
    private var connecting: (StoreError.Kind, String) {
        let isRefusal = ["authentication failed", "no pg_hba.conf entry", "no password supplied"]
            .contains { message.contains($0) }
        if isRefusal { return (.permission, "PostgreSQL refused the user or the password") }
        if message.contains("does not exist") {
            return (.notFound, "PostgreSQL knows no such database or user")
        }
        return (.unavailable, "PostgreSQL cannot be reached")
    }
}
