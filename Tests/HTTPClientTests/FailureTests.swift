import HTTPClient
import Host
import TestSupport
import Testing
import Values

@Suite(.timeLimit(.minutes(10))) struct FailureTests {
    private func withOdd(_ body: (HTTPClient, String) async throws -> Void) async throws {
        try await Bench.with { bench async throws in
            try await bench.withOddServer { url in
                try await bench.withClient { client in try await body(client, url) }
            }
        }
    }

    @Test(arguments: [
        (200, nil), (204, nil), (401, ClientError.Kind.auth), (403, .auth), (407, .auth),
        (404, .notFound), (410, .notFound), (409, .conflict), (412, .conflict),
        (429, .rateLimited(retryAfter: nil)), (413, .storageFull), (507, .storageFull),
        (500, .server), (502, .server), (503, .server), (504, .timeout), (400, .rejected),
        (302, .rejected),
    ])
    func everyStatusHasItsKind(status: Int, kind: ClientError.Kind?) async throws {
        try await withOdd { client, url async throws in
            let response = try await client.send(ClientRequest("GET", "\(url)/status/\(status)"))
            #expect(response.status == status)
            #expect(response.failure?.kind == kind)
            if kind != nil { #expect(throws: ClientError.self) { try response.requireSuccess() } }
        }
    }

    @Test(arguments: [429, 503])
    func aTimeToComeBackIsRead(status: Int) async throws {
        try await withOdd { client, url async throws in
            let headers = "%5B%5B%22Retry-After%22,%227%22%5D%5D"
            let request = ClientRequest("GET", "\(url)/status/\(status)?headers=\(headers)")
            let response = try await client.send(request)
            #expect(response.failure?.kind == .rateLimited(retryAfter: .seconds(7)))
        }
    }

    @Test func aDateToComeBackIsRead() async throws {
        try await withOdd { client, url async throws in
            let response = try await client.send(ClientRequest("GET", "\(url)/retry-date"))
            guard case .rateLimited(let after?) = response.failure?.kind else {
                Issue.record("\(response.failure as Any)")
                return
            }
            // An hour from the server's clock, which is also ours.
            #expect((.seconds(3_000)...(.seconds(3_600))).contains(after))
        }
    }

    @Test(arguments: [
        ("/truncated", ClientError.Kind.network), ("/truncated-chunk", .network),
        ("/garbage", .protocolViolation), ("/nothing", .network),
        ("/large-head", .protocolViolation), ("/bad-length", .protocolViolation),
    ])
    func aBrokenResponseIsNeverTakenForAWholeOne(path: String, kind: ClientError.Kind) async throws
    {
        try await withOdd { client, url async throws in
            let error = await #expect(throws: ClientError.self) {
                try await client.send(ClientRequest("GET", url + path)).text()
            }
            #expect(error?.kind == kind, "\(error as Any)")
        }
    }

    @Test func aBodyUntilTheConnectionsEndIsWhole() async throws {
        try await withOdd { client, url async throws in
            let response = try await client.send(ClientRequest("GET", "\(url)/until-close"))
            #expect(try await response.text() == "until the end")
        }
    }

    @Test func aBodyBeyondTheLimitIsRefused() async throws {
        try await withOdd { client, url async throws in
            let response = try await client.send(ClientRequest("GET", "\(url)/until-close"))
            let error = await #expect(throws: ClientError.self) {
                try await response.body.collect(limit: ByteCount(12))
            }
            #expect(error?.kind == .tooLarge)
        }
    }

    @Test func nobodyThereIsANetworkError() async throws {
        try await Bench.with { bench async throws in
            try await bench.withClient { client async throws in
                for url in ["http://127.0.0.1:1/", "http://name.invalid/"] {
                    let error = await #expect(throws: ClientError.self) {
                        try await client.send(ClientRequest("GET", url))
                    }
                    #expect(error?.kind == .network)
                    #expect(error?.disposition == .retryable)
                }
            }
        }
    }

    @Test(arguments: [
        ("/hang", Timeouts(total: .milliseconds(100))),
        ("/hang", Timeouts(stall: .milliseconds(50))),
        ("/slow-body", Timeouts(total: .milliseconds(100))),
        ("/slow-body", Timeouts(stall: .milliseconds(50))),
    ])
    func whatStandsStillTimesOut(path: String, timeouts: Timeouts) async throws {
        try await withOdd { client, url async throws in
            let request = ClientRequest("GET", url + path).with { $0.timeouts = timeouts }
            let error = await #expect(throws: ClientError.self) {
                try await client.send(request).text()
            }
            #expect(error?.kind == .timeout)
        }
    }

    @Test func cancellingAbortsAtOnce() async throws {
        try await withOdd { client, url async throws in
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    _ = try await client.send(ClientRequest("GET", "\(url)/hang"))
                }
                group.addTask {
                    _ = try await client.send(ClientRequest("GET", "\(url)/slow-body")).text()
                }
                group.addTask {
                    let request = ClientRequest("PUT", "\(url)/hang").with {
                        $0.body = .stream(length: nil) {
                            try await TestClock().sleep(for: .seconds(1_000))
                            return nil
                        }
                    }
                    _ = try await client.send(request)
                }
                await Task.yield()
                group.cancelAll()
                while let result = await group.nextResult() {
                    #expect(throws: (any Error).self) { try result.get() }
                }
            }
        }
    }

    @Test func aClosedClientFailsWhatRunsAndWhatComes() async throws {
        try await withOdd { client, url async throws in
            let response = try await client.send(ClientRequest("GET", "\(url)/slow-body"))
            await client.close()
            let running = await #expect(throws: ClientError.self) { try await response.text() }
            #expect(running?.kind == .cancelled)
            let later = await #expect(throws: ClientError.self) {
                try await client.send(ClientRequest("GET", "\(url)/echo"))
            }
            #expect(later?.kind == .cancelled)
        }
    }
}
