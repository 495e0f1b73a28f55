internal import CShims
internal import Glibc
internal import Host

/// A real PostgreSQL server in a folder of its own, reachable by a unix socket alone.
///
/// A shell that holds our end of a pipe stops the server and removes the folder when we close it or
/// die, however we die. The server refuses to run as root, so root starts it as `postgres`.
package final class PostgresServer: Sendable {
    package static let password = "correct horse battery"

    package struct Failed: Error, CustomStringConvertible {
        let reason: String

        package var description: String { "the test's PostgreSQL: \(reason)" }
    }

    private let folder: String
    private let lifeline: Lifeline

    /// The server that suites share; each test takes a database of its own on it.
    package static func shared() async throws -> PostgresServer {
        try await SharedPostgres.instance.server()
    }

    /// Blocks for about two seconds.
    package init() throws {
        ThreadRole.requireBlockingAllowed("PostgresServer")
        folder = try Self.makeFolder()
        lifeline = try Lifeline(
            """
            trap '' INT TERM HUP; cat >/dev/null
            \(Self.asServer) \(Self.bin)pg_ctl -D \(folder)/data -m immediate -w stop
            rm -rf \(folder)
            """)
        try run(
            """
            printf '%s' '\(Self.password)' > \(folder)/password; chown -R \(Self.owner) \(folder); \
            \(Self.asServer) \(Self.bin)initdb -D \(folder)/data -U holdfast -E UTF8 --locale=C \
            -A scram-sha-256 --pwfile=\(folder)/password --no-sync
            """)
        try start()
    }

    /// A running server is left alone.
    package func start() throws {
        // Data that a test server loses when the machine goes down is nobody's loss.
        try run(
            """
            \(Self.asServer) \(Self.bin)pg_ctl -D \(folder)/data -l \(folder)/log -w -t 60 -o "\
            -c listen_addresses= -c unix_socket_directories=\(folder) -c fsync=off \
            -c full_page_writes=off -c max_connections=300 -c shared_buffers=32MB \
            -c deadlock_timeout=50ms" start
            """)
    }

    /// Ends every session and the server, at once.
    package func stop() throws {
        try run("\(Self.asServer) \(Self.bin)pg_ctl -D \(folder)/data -m immediate -w stop")
    }

    package func url(
        of database: String, user: String = "holdfast", password: String = password
    ) -> String {
        let escaped = password.split(separator: " ", omittingEmptySubsequences: false)
            .joined(separator: "%20")
        return "postgresql://\(user):\(escaped)@/\(database)?host=\(folder)"
    }

    /// Runs SQL with `psql`, the program; returns what it printed.
    @discardableResult
    package func psql(_ sql: String, on database: String = "postgres") throws -> String {
        try run(
            """
            PGPASSWORD='\(Self.password)' \(Self.bin)psql -X -q -A -t -v ON_ERROR_STOP=1 \
            -h \(folder) -U holdfast -d \(database) <<'SQL'
            \(sql)
            SQL
            """)
    }

    /// Where one of PostgreSQL's own programs is.
    package static func path(of program: String) -> String { bin + program }

    @discardableResult
    private func run(_ script: String) throws -> String {
        let result = try shell(script)
        guard result.status == 0 else {
            throw Failed(reason: result.output)
        }
        return result.output
    }

    // MARK: The system

    private static var isRoot: Bool { geteuid() == 0 }
    private static var asServer: String {
        isRoot ? "setpriv --reuid=postgres --regid=postgres --clear-groups" : ""
    }
    private static var owner: String { isRoot ? "postgres:postgres" : "$(id -u):$(id -g)" }

    /// Debian keeps the server's programs off the PATH.
    private static let bin: String = {
        let found = try? shell(
            "ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1")
        let folder = found?.output.split(separator: "\n").first.map(String.init) ?? ""
        precondition(
            !folder.isEmpty, "these tests need the package postgresql, which scripts/setup installs"
        )
        return folder + "/"
    }()

    private static func makeFolder() throws -> String {
        // Short, because the path of a unix socket is.
        var template = Array("/tmp/holdfast-pg-XXXXXX".utf8CString)
        let code = unsafe template.withUnsafeMutableBufferPointer {
            unsafe cshims_make_folder($0.baseAddress)
        }
        try SystemError.check("mkdtemp", code)
        let bytes = template.dropLast().map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Starts one server for the whole process, on a thread that may block.
private actor SharedPostgres {
    static let instance = SharedPostgres()

    private let executor = PinnedExecutor(name: "postgres.fixture")
    private var started: Result<PostgresServer, any Error>?

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    func server() throws -> PostgresServer {
        let result = started ?? Result { try PostgresServer() }
        started = result
        return try result.get()
    }
}
