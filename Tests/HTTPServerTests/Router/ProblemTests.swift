import JSON
import Telemetry
import TestSupport
import Testing

@testable import HTTPServer

@Suite struct ProblemTests {
    @Test func theUnknownIsLoggedAndNotTold() async throws {
        try await withScratchFolder { folder in
            var told = ""
            var id: String?
            let lines = try await withLog(.json, at: "\(folder)/log") { log in
                let answer = try await testRouter(log: log).ask(.get, "/broken")
                told = answer.body
                id = answer.fields["X-Request-Id"]
            }
            #expect(!told.contains("hunter2") && told.contains("\"internal\""))
            let line = try #require(lines.first { $0.contains("request failed") })
            #expect(line.contains("hunter2"))
            #expect(try JSON(parsing: Array(line.utf8))["request"]?.text == id)
        }
    }

    @Test func aKnownErrorIsWhatTheTableSaysAndItsCauseIsLogged() async throws {
        try await withScratchFolder { folder in
            let lines = try await withLog(.text, at: "\(folder)/log") { log in
                let answer = try await testRouter(log: log).ask(.get, "/busy")
                #expect(answer.fields[.retryAfter] == "7")
                #expect(answer.body.contains("Come back later."))
            }
            #expect(lines.contains { $0.contains("request failed") && $0.contains("busy") })
        }
    }

    @Test func workThatWasBrokenOffIsNobodysFault() async throws {
        try await withScratchFolder { folder in
            let lines = try await withLog(.text, at: "\(folder)/log") { log in
                let table = RouteTable()
                table.root.add(.get, "/", .page("Stop")) { _ in throw CancellationError() }
                let answer = try await testRouter(table, log: log).ask(.get, "/")
                #expect(answer.status == 503)
            }
            #expect(!lines.contains { $0.contains(" error ") })
        }
    }

    @Test(arguments: [
        ("text/html,application/xhtml+xml,*/*;q=0.8", true), ("*/*", false),
        ("application/json", false), ("application/json, text/html;q=0.5", false),
        ("text/html;q=0", false), ("TEXT/HTML", true),
    ])
    func peopleGetAPageAndProgramsGetJSON(accept: String, isPage: Bool) async throws {
        let answer = try await testRouter().ask(.get, "/nowhere", [.accept: accept])
        #expect(answer.status == 404)
        #expect(answer.body.hasPrefix("<h1>not_found</h1>") == isPage)
        #expect(answer.fields.values(of: .vary).contains("Accept"))
    }

    @Test(arguments: LogFormat.allCases)
    func everyRequestLeavesOneLineWithoutItsQuery(format: LogFormat) async throws {
        try await withScratchFolder { folder in
            let lines = try await withLog(format, at: "\(folder)/log") { log in
                let table = testTable()
                table.root.add(.get, "/stream", .page("Stream")) { _ in
                    HTTPResponse(
                        .ok,
                        body: .stream(length: nil) { writer in
                            try await writer.write("12345")
                            try await writer.write("678")
                        })
                }
                table.root.add(.get, "/cut", .page("Cut")) { _ in
                    HTTPResponse(
                        .ok,
                        body: .stream(length: nil) { writer in
                            try await writer.write("12")
                            throw TestError.busy
                        })
                }
                let router = testRouter(table, log: log)
                _ = try await router.ask(.get, "/?token=hunter2")
                _ = try await router.ask(.get, "/nowhere")
                _ = try await router.ask(.get, "/stream")
                // What was cut off is cut off; the line is what we are after.
                _ = try? await router.ask(.get, "/cut")
            }
            #expect(lines.count == 4)
            #expect(!lines.joined().contains("hunter2"))
            let text = lines.map { $0.filter { !"\":".contains($0) } }
            let expected = [
                ["path", "/", "200", "bytes", "4"], ["/nowhere", "404"],
                ["/stream", "200", "bytes", "8"], ["/cut", "200", "bytes", "2", "cut", "true"],
            ]
            for (line, words) in zip(text, expected) {
                #expect(words.allSatisfy { line.contains($0) }, "\(line)")
                #expect(line.contains("127.0.0.1"))
            }
        }
    }
}
