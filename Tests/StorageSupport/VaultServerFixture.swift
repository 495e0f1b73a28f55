internal import Cryptography
internal import HTTPClient
internal import HTTPServer
internal import HTTPStorage
package import Host
package import LocalStorage
package import RESTProtocol
package import RESTStorage
internal import Storage
internal import Telemetry
internal import TestSupport
package import Transport
package import Values
package import VaultServer

/// Our own server of vaults, on a loop of its own in this process and a free port of the loopback.
package struct TestVaultServer: Sendable {
    package static let loop: EventLoop = {
        do {
            let loop = try EventLoop(name: "vault server")
            try loop.start()
            return loop
        } catch {
            preconditionFailure("no event loop: \(error)")
        }
    }()

    /// The folder that is served.
    package let folder: String
    package let address: SocketAddress
    package let clients: ClientFile

    package var url: String { "http://\(address)" }

    /// Runs `body` while the server serves a fresh folder, or the one that is given.
    package static func with(
        in given: String? = nil, reserve: Reserve = .standard, clock: WallClock = .system,
        _ body: (TestVaultServer) async throws -> Void
    ) async throws {
        try await withScratchFolder { scratch in
            let root = FilePath(given ?? "\(scratch)/served")
            _ = try Folder.openOrMake(root)
            let clients = try ClientFile.make(in: root)
            let vaults = VaultServer(
                try ServedFolder(at: root, reserve: reserve), clients: clients,
                log: Logger(to: LogWriter(.text), level: .error), clock: clock)
            let server = HTTPServer(
                on: [loop], limits: VaultServer.limits, handler: vaults.handler)
            let address = try await server.listen(at: .ip(.loopback, port: 0))
            let running = Task { await server.run() }
            let result: Result<Void, any Error>
            do {
                let test = TestVaultServer(
                    folder: root.description, address: address, clients: clients)
                result = .success(try await body(test))
            } catch {
                result = .failure(error)
            }
            running.cancel()
            await running.value
            try result.get()
        }
    }

    /// Lets a client come, and returns its secret.
    package func add(
        _ name: String, path: String? = nil, _ right: ServedVault.Right = .append,
        quota: ByteCount? = nil, expires: Timestamp? = nil
    ) throws -> String {
        let token = Token.random()
        try clients.add(
            VaultClient(
                name: name, path: try VaultPath(path ?? name), right: right, quota: quota,
                expires: expires, digest: token.digest), replacing: true)
        return token.revealed()
    }

    /// A vault as a client sees it.
    package func storage(_ vault: String, as name: String, _ secret: String) -> RESTStorage {
        RESTStorage(
            url: "\(url)/\(vault)/", access: .test(.basic(user: name, password: secret)),
            loop: TestServer.loop)
    }
}

/// `RESTStorage` on `holdfast vault serve`.
package struct VaultServerFixture: StorageFixture {
    package let name: String
    private let right: ServedVault.Right

    /// A client that may do everything.
    package static let full = VaultServerFixture(.full)
    /// One that only adds.
    package static let append = VaultServerFixture(.append)

    private init(_ right: ServedVault.Right) {
        self.right = right
        name = "vault-server-\(right)"
    }

    package func withStorage(_ body: (LentStorage) async throws -> Void) async throws {
        try await TestVaultServer.with { server in
            let secret = try server.add("tester", right)
            let make = { server.storage("tester/vault", as: "tester", secret) }
            let (storage, other) = (make(), make())
            for one in [storage, other] { try await one.makeRoot() }
            try await body(LentStorage(storage, other: other))
            await storage.close()
            await other.close()
        }
    }
}
