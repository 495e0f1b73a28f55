import HTTPClient
import Host
import Testing
import Values

@Suite(.timeLimit(.minutes(10))) struct RedirectTests {
    private func withTwoServers(
        _ body: (HTTPClient, _ here: String, _ there: String) async throws -> Void
    ) async throws {
        try await Bench.with { bench in
            try await bench.withOddServer { here in
                try await bench.withOddServer { there in
                    try await bench.withClient { client in try await body(client, here, there) }
                }
            }
        }
    }

    private func request(
        _ here: String, _ status: Int, to target: String, _ policy: RedirectPolicy,
        method: String = "GET"
    ) -> ClientRequest {
        ClientRequest(method, "\(here)/redirect?status=\(status)&to=\(target)").with {
            $0.redirects = policy
            $0.headers = [ClientHeader("X-Key", "s3cret"), ClientHeader("Accept", "text/x")]
            $0.credentials = .bearer("t0ken")
        }
    }

    @Test func aRedirectIsAResponseUnlessAllowed() async throws {
        try await withTwoServers { client, here, _ async throws in
            let response = try await client.send(request(here, 302, to: "/echo", .never))
            #expect(response.status == 302 && response.header("Location") == "/echo")
        }
    }

    @Test(arguments: [
        (301, "POST", "GET"), (302, "POST", "GET"), (303, "PUT", "GET"), (307, "POST", "POST"),
        (308, "PUT", "PUT"), (301, "DELETE", "DELETE"),
    ])
    func theMethodChangesAsTheStatusSays(status: Int, from: String, to: String) async throws {
        try await withTwoServers { client, here, _ async throws in
            var request = request(here, status, to: "/echo", .sameOrigin, method: from)
            request.body = .bytes(Array("body".utf8))
            let text = try await client.send(request).text()
            #expect(text.contains("\"method\": \"\(to)\""))
            #expect(text.contains("\"body\": \"\(to == "GET" ? "" : "body")\""))
            #expect(text.contains("s3cret") && text.contains("t0ken"))
        }
    }

    @Test func anotherOriginIsRefusedOrToldNothing() async throws {
        try await withTwoServers { client, here, there async throws in
            let error = await #expect(throws: ClientError.self) {
                try await client.send(request(here, 302, to: "\(there)/echo", .sameOrigin))
            }
            #expect(error?.kind == .rejected)
            let text = try await client.send(
                request(here, 302, to: "\(there)/echo", .anyOrigin)
            ).text()
            #expect(!text.contains("s3cret") && !text.contains("t0ken"))
            #expect(text.contains("text/x"))
        }
    }

    @Test(arguments: [
        "//user:pw@127.0.0.1:1/", "http://127.0.0.1@example.org/", "file:///etc/passwd",
        "gopher://127.0.0.1/", "http:///", "http://127.0.0.1:99999/",
    ])
    func noTrickLeadsElsewhere(target: String) async throws {
        try await withTwoServers { client, here, _ async throws in
            await #expect(throws: ClientError.self) {
                try await client.send(request(here, 302, to: target, .sameOrigin))
            }
        }
    }

    @Test func aCircleEnds() async throws {
        try await withTwoServers { client, here, _ async throws in
            let again = "/redirect?status=302%26to=/echo"
            let hop = try await client.send(request(here, 302, to: again, .sameOrigin))
            #expect(hop.url == "\(here)/echo")
            let error = await #expect(throws: ClientError.self) {
                try await client.send(
                    ClientRequest("GET", "\(here)/circle").with { $0.redirects = .sameOrigin })
            }
            #expect(error?.kind == .rejected)
        }
    }
}
