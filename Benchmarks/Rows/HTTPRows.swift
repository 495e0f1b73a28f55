import Glibc
import HTTPServer
import Host
import Telemetry
import TestSupport
import Transport

enum HTTPRows {
    static let rows = [smallRequests, smallRequestTime]

    private static let connections = 64
    private static let seconds = 3

    /// Small answers through the router with its request log, one loop, against nginx with one
    /// worker, no access log and a fixed answer. wrk asks from a thread of its own.
    private static let smallRequests = Row(
        "small HTTP requests", unit: "requests/s", better: .more, goal: .ratioAtLeast(0.75)
    ) { scratch in
        try await contest(in: scratch) { Measurement(value: $0.perSecond) }
    }

    /// The same, as processor time that the server takes for a request: it depends less on who
    /// else is busy on this machine.
    private static let smallRequestTime = Row(
        "processor time of small HTTP requests", unit: "µs each", better: .less
    ) { scratch in
        try await contest(in: scratch) { Measurement(value: $0.cpuMicroseconds) }
    }

    private static func contest(
        in scratch: String, _ value: @escaping @Sendable (Answered) -> Measurement
    ) async throws -> Contest {
        let nginx = try await Nginx(scratch: scratch)
        let hub = try await Served()
        return Contest(
            ours: Contestant(name: "router and log") {
                value(try await ask(port: hub.port, of: getpid()))
            },
            peer: Contestant(name: "nginx return 200") {
                value(try await ask(port: nginx.port, of: nginx.worker))
            },
            end: {
                await hub.stop()
                await nginx.stop()
            })
    }

    /// What wrk says of a few seconds.
    private struct Answered {
        let perSecond: Double
        let cpuMicroseconds: Double
    }

    private static func ask(port: UInt16, of server: pid_t) async throws -> Answered {
        let before = try Measure.cpuSeconds(of: server)
        let outcome = try await runProgram(
            "wrk",
            [
                "-t1", "-c\(connections)", "-d\(seconds)s", "http://127.0.0.1:\(port)/health",
            ])
        let line = outcome.text.split(separator: "\n").first { $0.hasPrefix("Requests/sec:") }
        guard let figure = line?.split(separator: " ").last.flatMap({ Double($0) }),
            !outcome.text.contains("Non-2xx")
        else { throw Measure.ProgramFailed(description: "wrk said \(outcome.text)") }
        let cpu = try Measure.cpuSeconds(of: server) - before
        return Answered(
            perSecond: figure, cpuMicroseconds: cpu * 1e6 / (figure * Double(seconds)))
    }
}

/// A server of ours on one loop, with the router and its log.
private final class Served: Sendable {
    let port: UInt16
    private let loop: EventLoop
    private let running: Task<Void, Never>

    init() async throws {
        let table = RouteTable()
        table.root.add(.get, "/health", .page("Answer")) { _ in .text("ok") }
        let log = Logger(to: LogWriter(.text, to: open("/dev/null", O_WRONLY | O_CLOEXEC)))
        let loop = try EventLoop(name: "bench http")
        try loop.start()
        var limits = HTTPServerLimits()
        limits.connectionsPerAddressMax = limits.connectionsMax
        let router = Router(table, log: log)
        let server = HTTPServer(on: [loop], limits: limits, handler: router.handler)
        let address = try await server.listen(at: .ip(.loopback, port: 0))
        self.loop = loop
        port = address.port ?? 0
        running = Task { await server.run() }
    }

    func stop() async {
        running.cancel()
        await running.value
        loop.stop()
    }
}

/// nginx with one worker, in a folder of its own.
private struct Nginx: Sendable {
    let port: UInt16
    let worker: pid_t
    private let folder: String

    init(scratch: String) async throws {
        folder = scratch
        port = try Self.freePort()
        let settings = """
            worker_processes 1; pid \(folder)/pid; error_log \(folder)/error.log;
            events { worker_connections 1024; }
            http {
              access_log off; keepalive_requests 1000000000;
              client_body_temp_path \(folder)/a; proxy_temp_path \(folder)/b;
              fastcgi_temp_path \(folder)/c; uwsgi_temp_path \(folder)/d;
              scgi_temp_path \(folder)/e;
              server { listen 127.0.0.1:\(port); location / { return 200 "ok"; } }
            }
            """
        try DurableFile.create(FilePath("\(folder)/nginx.conf"), with: Array(settings.utf8))
        let outcome = try await runProgram("/usr/sbin/nginx", ["-c", "\(folder)/nginx.conf"])
        guard outcome.status == 0 else {
            throw Measure.ProgramFailed(description: "nginx said \(outcome.errorText)")
        }
        // The worker comes a moment after nginx has said that it runs.
        let script = "for i in {1..100}; do pgrep -P $(cat \(folder)/pid) && break; sleep 0.1; done"
        let children = try await runProgram("bash", ["-c", script])
        guard let worker = pid_t(children.text.split(separator: "\n").first ?? "") else {
            throw Measure.ProgramFailed(description: "nginx has no worker")
        }
        self.worker = worker
    }

    func stop() async {
        // It is gone already when that fails.
        _ = try? await runProgram("bash", ["-c", "kill $(cat \(folder)/pid)"])
    }

    private static func freePort() throws -> UInt16 {
        let socket = try ListeningSocket(at: .ip(.loopback, port: 0))
        return socket.address.port ?? 0
    }
}
