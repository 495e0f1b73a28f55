import HTTPClient
import Host
import Synchronization
import Testing
import Values

@Suite(.timeLimit(.minutes(10))) struct ExchangeTests {
    private func withOdd(_ body: (HTTPClient, String) async throws -> Void) async throws {
        try await Bench.with { bench async throws in
            try await bench.withOddServer { url in
                try await bench.withClient { client in try await body(client, url) }
            }
        }
    }

    @Test func aRequestArrivesAsItWasMeant() async throws {
        try await withOdd { client, url async throws in
            let request = ClientRequest("POST", "\(url)/echo?a=b%20c").with {
                $0.headers = [ClientHeader("X-One", "1"), ClientHeader("X-Empty", "")]
                $0.body = .bytes(Array("hello".utf8))
            }
            let response = try await client.send(request)
            let text = try await response.text()
            #expect(response.status == 200)
            #expect(response.header("content-LENGTH") == "\(text.utf8.count)")
            for part in [
                #""method": "POST""#, #""path": "/echo?a=b%20c""#, #""body": "hello""#,
                #""x-one": "1""#, #""x-empty": """#, #""user-agent": "holdfast""#,
            ] {
                #expect(text.contains(part), "\(part) in \(text)")
            }
            #expect(!text.contains("content-type") && !text.contains("expect"))
        }
    }

    @Test(arguments: ["GET", "HEAD", "POST", "PUT", "DELETE", "PROPFIND"])
    func everyMethodGoesWithoutABody(method: String) async throws {
        try await withOdd { client, url async throws in
            let response = try await client.send(ClientRequest(method, "\(url)/echo"))
            #expect(response.status == 200)
            let text = try await response.text()
            #expect(method == "HEAD" ? text.isEmpty : text.contains("\"method\": \"\(method)\""))
        }
    }

    @Test(arguments: [Int64?.none, 2_500_000])
    func aStreamIsSentAndComesBackUnchanged(length: Int64?) async throws {
        try await withOdd { client, url async throws in
            let piece = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            let left = Counter(25)
            let progress = Counter(0)
            let request = ClientRequest("PUT", "\(url)/mirror").with {
                $0.body = .stream(length: length) { left.countDown() ? piece : nil }
                $0.onProgress = { progress.set(Int($0.sent)) }
            }
            let response = try await client.send(request)
            let echoed = try await response.body.collect(limit: .mebibytes(3))
            let isSame = echoed.elementsEqual(repeatElement(piece, count: 25).joined())
            #expect(isSame)
            #expect(progress.value == 2_500_000)
        }
    }

    @Test(arguments: [(1_000, 3), (3_000, 2)])
    func aStreamOfAnotherLengthThanAnnouncedFails(length: Int, pieces: Int) async throws {
        try await withOdd { client, url async throws in
            let left = Counter(pieces)
            let request = ClientRequest("PUT", "\(url)/echo").with {
                $0.body = .stream(length: Int64(length)) {
                    left.countDown() ? [UInt8](repeating: 1, count: 1_000) : nil
                }
            }
            let error = await #expect(throws: ClientError.self) { try await client.send(request) }
            #expect(error?.kind == .badRequest)
        }
    }

    @Test func aStreamThatThrowsEndsTheRequestWithItsError() async throws {
        struct Broken: Error {}
        try await withOdd { client, url async throws in
            let request = ClientRequest("PUT", "\(url)/echo").with {
                $0.body = .stream(length: nil) { throw Broken() }
            }
            await #expect(throws: Broken.self) { try await client.send(request) }
        }
    }

    @Test func aRefusalThatComesEarlyIsSeen() async throws {
        try await withOdd { client, url async throws in
            let request = ClientRequest("PUT", "\(url)/refuse-early").with {
                $0.body = .stream(length: nil) { [UInt8](repeating: 0, count: 100_000) }
            }
            let response = try await client.send(request)
            #expect(response.failure?.kind == .storageFull)
        }
    }

    @Test func connectionsAreReused() async throws {
        try await withOdd { client, url async throws in
            var seen: Set<String> = []
            for _ in 0..<20 {
                let text = try await client.send(ClientRequest("GET", "\(url)/echo")).text()
                seen.insert(String(text.split(separator: ",")[1]))
            }
            #expect(seen.count == 1)
        }
    }

    @Test func manyRequestsAtOnceAreAnswered() async throws {
        try await withOdd { client, url async throws in
            try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        try await client.send(ClientRequest("GET", "\(url)/echo?n=\(number)"))
                            .text()
                    }
                }
                var found = 0
                for try await text in group where text.contains("/echo?n=") { found += 1 }
                #expect(found == 200)
            }
        }
    }

    @Test(arguments: [
        ("GET ", "/", [ClientHeader]()), ("GET", "ftp", []), ("GET", "file", []),
        ("GET", "/", [ClientHeader("A", "b\r\nC: d")]), ("GET", "/", [ClientHeader("A B", "c")]),
        ("GET", "/", [ClientHeader("", "c")]), ("GET", "/", [ClientHeader("A", "b\0c")]),
    ])
    func whatWouldBeAnotherRequestOnTheWireIsRefused(
        method: String, path: String, headers: [ClientHeader]
    ) async throws {
        try await Bench.with { bench async throws in
            try await bench.withClient { client async throws in
                let url = path == "/" ? "http://127.0.0.1:1/" : "\(path)://127.0.0.1/"
                let request = ClientRequest(method, url).with { $0.headers = headers }
                let error = await #expect(throws: ClientError.self) {
                    try await client.send(request)
                }
                #expect(error?.kind == .badRequest)
            }
        }
    }

    @Test func interimResponsesAndTrailersAreNotTheHead() async throws {
        try await withOdd { client, url async throws in
            let interim = try await client.send(ClientRequest("GET", "\(url)/interim"))
            #expect(interim.status == 200 && interim.headers.count == 2)
            #expect(interim.header("a") == "b")
            #expect(try await interim.text() == "ok")
            let trailers = try await client.send(ClientRequest("GET", "\(url)/trailers"))
            #expect(trailers.header("Trailing") == nil)
            #expect(try await trailers.text() == "ok")
        }
    }

    @Test func credentialsAreSentAndNeverPrinted() async throws {
        try await withOdd { client, url async throws in
            let request = ClientRequest("GET", "\(url)/echo")
            let basic = request.with { $0.credentials = .basic(user: "me", password: "s3cret") }
            let bearer = request.with { $0.credentials = .bearer("t0ken") }
            #expect(try await client.send(basic).text().contains("Basic bWU6czNjcmV0"))
            #expect(try await client.send(bearer).text().contains("Bearer t0ken"))
            let key = AWSKey(access: "AK", secret: "s3cret", region: "r")
            for secret in [basic, bearer, request.with { $0.credentials = .awsV4(key) }] {
                let printed = "\(secret) \(String(reflecting: secret))"
                #expect(!printed.contains("s3cret") && !printed.contains("t0ken"))
            }
            // A handle that is used again has forgotten them.
            #expect(try await !client.send(request).text().contains("uthorization"))
        }
    }
}

/// A number that several tasks see.
final class Counter: Sendable {
    private let state: Mutex<Int>

    init(_ start: Int) {
        state = Mutex(start)
    }

    var value: Int { state.withLock { $0 } }

    func set(_ value: Int) {
        state.withLock { $0 = value }
    }

    func countDown() -> Bool {
        state.withLock { count in
            count -= 1
            return count >= 0
        }
    }
}
