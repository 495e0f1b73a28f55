internal import Host
package import TestSupport

/// A server that misbehaves in the way that each address says; see the script.
package enum OddServer {
    /// The body gets the address without a slash at its end.
    package static func run(
        certificate: Certificates? = nil, _ body: (String) async throws -> Void
    ) async throws {
        try await withScratchFolder { scratch in
            let script = "\(WorkingTree.root)/Tests/StorageSupport/Servers/odd_server.py"
            let files = certificate.map { [$0.path("one.pem"), $0.path("one.key")] } ?? []
            try await TestServer.run(
                TestServer.tool("python3"), [script] + files, scratch: scratch, ready: { Int($0) }
            ) { port in
                try await body("\(certificate == nil ? "http" : "https")://127.0.0.1:\(port)")
            }
        }
    }
}
