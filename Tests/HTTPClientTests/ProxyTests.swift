import Glibc
import HTTPClient
import Host
import TestSupport
import Testing
import Values

/// Against tinyproxy, which adds a `Via` header to what it passes on.
@Suite(.timeLimit(.minutes(10))) struct ProxyTests {
    private func withProxy(
        _ body: (Bench, _ proxy: String, _ server: String) async throws -> Void
    ) async throws {
        try await withScratchFolder { scratch in
            let port = try freeLoopbackPort()
            let configuration = """
                Port \(port)
                Listen 127.0.0.1
                Timeout 60
                MaxClients 20
                ViaProxyName "ourproxy"
                """
            let file = FilePath("\(scratch)/tinyproxy.conf")
            try DurableFile.replace(file, with: Array(configuration.utf8))
            try await Bench.with { bench in
                let command = ProgramCall(
                    try Places.tool("tinyproxy"), ["-d", "-c", file.string])
                try await bench.withServer(
                    command,
                    ready: { $0.contains("Accepting connections") ? true : nil },
                    { _ in
                        try await bench.withOddServer { server in
                            try await body(bench, "http://127.0.0.1:\(port)", server)
                        }
                    })
            }
        }
    }

    @Test func requestsGoThroughTheGivenProxy() async throws {
        try await withProxy { bench, proxy, server async throws in
            let through = ClientSettings.test { $0.proxy = .url(proxy) }
            let text = try await bench.withClient(through) { client in
                try await client.send(ClientRequest("GET", "\(server)/echo")).text()
            }
            #expect(text.contains("ourproxy"))
            let direct = try await bench.withClient { client in
                try await client.send(ClientRequest("GET", "\(server)/echo")).text()
            }
            #expect(!direct.contains("ourproxy"))
        }
    }

    /// In a process of its own: the environment belongs to the process.
    @Test func theEnvironmentsProxyIsUsedUnlessSwitchedOff() async throws {
        try await withProxy { _, proxy, server async throws in
            _ = await #expect(processExitsWith: .success) {
                [proxy = proxy as String, server = server as String] in
                setenv("http_proxy", proxy, 1)
                unsetenv("no_proxy")
                unsetenv("NO_PROXY")
                try await Bench.with { bench in
                    for setting in [ClientSettings.Proxy.environment, .none] {
                        let settings = ClientSettings.test { $0.proxy = setting }
                        let text = try await bench.withClient(settings) { client in
                            try await client.send(ClientRequest("GET", "\(server)/echo")).text()
                        }
                        #expect(text.contains("ourproxy") == (setting == .environment))
                    }
                }
            }
        }
    }
}
