internal import Glibc
internal import HTTPServer
internal import Host
internal import Synchronization
internal import Transport
internal import Values
internal import WebSocket

/// The server that is measured: `bench-http <address> [loops] [certificate key]`.
///
/// `/health` answers two bytes, `/big` streams 1 GiB from memory, `/upload` counts what it is sent,
/// `/ws` echoes.
@main
struct BenchHTTP {
    static func main() async throws {
        let words = CommandLine.arguments
        guard words.count > 1, let address = SocketAddress(words[1]) else {
            print("usage: bench-http <address> [loops] [certificate key]")
            return
        }
        raiseOpenFileLimit()
        let loops = try (0..<(words.count > 2 ? Int(words[2]) ?? 1 : 1)).map {
            let loop = try EventLoop(name: "loop \($0)")
            try loop.start()
            return loop
        }
        let tls =
            words.count > 4 ? try TLSServer(certificateFile: words[3], keyFile: words[4]) : nil
        var limits = HTTPServerLimits()
        limits.connectionsPerAddressMax = limits.connectionsMax
        let server = HTTPServer(on: loops, limits: limits, observer: RequestLog()) { request in
            await answer(request)
        }
        print("listening at \(try await server.listen(at: address, tls: tls))")
        fflush(nil)
        await server.run()
    }

    private static func raiseOpenFileLimit() {
        var limit = rlimit()
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        unsafe getrlimit(files, &limit)
        limit.rlim_cur = limit.rlim_max
        unsafe setrlimit(files, &limit)
    }

    private static let block = [UInt8](repeating: 0x61, count: 256 << 10)

    private static func answer(_ request: HTTPRequest) async -> HTTPResponse {
        switch request.path {
        case "/health":
            return HTTPResponse(
                .ok, fields: [.contentType: "text/plain; charset=utf-8"], body: .bytes(ok))
        case "/big":
            return HTTPResponse(
                .ok,
                body: .stream(length: 1 << 30) { writer in
                    for _ in 0..<4096 { try await writer.write(block) }
                })
        case "/upload":
            return await HTTPResponse(.ok, body: .bytes(Array("\(count(request.body))\n".utf8)))
        case "/ws":
            return HTTPResponse(
                .switchingProtocols, body: .webSocket(WebSocketAcceptance(session: echo)))
        default: return HTTPResponse(.notFound)
        }
    }

    private static let ok: [UInt8] = Array("ok".utf8)

    private static func count(_ body: RequestBody) async -> Int {
        var count = 0
        await body.limit(to: .max)
        do {
            while let piece = try await body.next() { count += piece.count }
        } catch {
            return -1
        }
        return count
    }

    private static func echo(_ socket: WebSocket) async {
        do {
            while let message = try await socket.receive() { try await socket.send(message) }
        } catch {
            return
        }
    }
}

/// One line for each request, as a hub writes it, to a file nobody reads.
private final class RequestLog: HTTPServerObserver {
    private let lines = Mutex<[UInt8]>([])
    private let file = unsafe open("/dev/null", O_WRONLY)

    func completed(_ exchange: HTTPExchange) {
        let request = exchange.request
        lines.withLock { lines in
            lines.append(contentsOf: request.method.rawValue.utf8)
            lines.append(0x20)
            request.withPath { path in
                for index in path.indices { lines.append(path[index]) }
            }
            for number in [
                exchange.status.code, exchange.bodyBytesSent, Int(exchange.nanoseconds / 1000),
                Int(request.connection.rawValue),
            ] {
                lines.append(0x20)
                Self.append(number, to: &lines)
            }
            lines.append(0x0A)
            guard lines.count > 32 << 10 else { return }
            _ = unsafe lines.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
            lines.removeAll(keepingCapacity: true)
        }
    }

    private static func append(_ number: Int, to lines: inout [UInt8]) {
        if number >= 10 { append(number / 10, to: &lines) }
        lines.append(UInt8(0x30 + number % 10))
    }
}
