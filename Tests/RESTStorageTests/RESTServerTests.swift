import HTTPClient
import HTTPStorage
import RESTProtocol
import RESTStorage
import Storage
import StorageSupport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct RESTServerTests {
    private let id = String(repeating: "ab", count: 32)

    private func withStorage(
        _ options: [String] = [], _ body: (RESTStorage) async throws -> Void
    ) async throws {
        try await RESTFixture.withServer(options) { url, _ async throws in
            let storage = RESTStorage(url: url, access: .tester, loop: TestServer.loop)
            try await body(storage)
            await storage.close()
        }
    }

    private func name(_ folder: String) throws -> ObjectName { try ObjectName("\(folder)/\(id)") }

    @Test func aRepositoryIsKeptAsResticKeepsIt() async throws {
        try await RESTFixture.withServer { url, folder async throws in
            let storage = RESTStorage(url: url, access: .tester, loop: TestServer.loop)
            #expect(try await storage.head("config") == nil)
            try await storage.put("config", [1], .create)
            let names = try ["data/ab", "index", "keys", "locks", "snapshots"].map(name)
            for name in names { try await storage.put(name, Array(name.text.utf8), .create) }
            #expect(try await storage.names() == (names.map(\.text) + ["config"]).sorted())
            for name in names {
                #expect(try await storage.content(name) == Array(name.text.utf8))
                #expect((try? readFile("\(folder)/\(name)")) != nil)
            }
            #expect(try await storage.names(below: "data/ab") == ["data/ab/\(id)"])
            #expect(try await storage.names(below: "data/cd") == [])
            await storage.close()
        }
    }

    /// What stands in front of our own server cannot say for it that there is nothing.
    @Test func nothingIsBelievedOnlyFromTheServerItself() async throws {
        try await TestVaultServer.with { server async throws in
            let secret = try server.add("tester", .append)
            let port = try #require(server.url.split(separator: ":").last.flatMap { UInt16($0) })
            let fault = HTTPFault("GET", "/objects/ ", .status(404))
            try await FaultProxy.with([fault], before: port) { proxy async throws in
                let storage = RESTStorage(
                    url: "http://127.0.0.1:\(proxy.port)/tester/",
                    access: .test(.basic(user: "tester", password: secret)), loop: TestServer.loop)
                await expectStorageError(.failed) { _ = try await storage.names() }
                #expect(try await storage.names() == [], "there is no vault yet")
                await storage.close()
            }
        }
    }

    @Test func anArchiveIsRefusedInOneSentence() async throws {
        try await withStorage { storage async throws in
            for text in ["marker.json", "tenants/t/x", "data/cd/\(id)", "data/\(id)", "keys/short"]
            {
                let name = try ObjectName(text)
                let error = await expectStorageError(.unsupported) {
                    try await storage.put(name, [1], .create)
                }
                #expect(error?.message.contains("choose another location") == true)
                #expect(try await storage.head(name) == nil)
                await expectStorageError(.notFound) { _ = try await storage.get(name, nil) }
            }
            #expect(try await storage.names() == [])
        }
    }

    @Test func anAppendOnlyServerIsKnownByWhatItRefuses() async throws {
        try await withStorage(["--append-only"]) { storage async throws in
            let (data, lock) = (try name("data/ab"), try name("locks"))
            try await storage.put("config", [0], .create)
            try await storage.put(data, [1], .create)
            try await storage.put(lock, [2], .create)
            // Locks come and go on such a server too.
            try await storage.delete(lock)
            #expect(!storage.traits.isAppendOnly)
            let error = await expectStorageError(.denied) { try await storage.delete(data) }
            #expect(error?.message.contains("append-only") == true)
            #expect(storage.traits.isAppendOnly)
            await expectStorageError(.denied) { try await storage.put(data, [3], .replace) }
            #expect(try await storage.content(data) == [1])
        }
    }

    @Test func wrongCredentialsAreDeniedAndNotTold() async throws {
        try await RESTFixture.withServer { url, _ async throws in
            let access = HTTPAccess.test(.basic(user: "tester", password: "wr0ng"))
            let storage = RESTStorage(url: url, access: access, loop: TestServer.loop)
            let error = await expectStorageError(.denied) { _ = try await storage.names() }
            #expect(!"\(error as Any)".contains("wr0ng"))
            await storage.close()
        }
    }

    @Test(arguments: [
        (403, StorageError.Kind.denied), (429, .rateLimited(retryAfter: .seconds(7))),
        (500, .failed), (507, .full), (302, .badConfiguration),
    ])
    func everyStatusHasItsKind(status: Int, kind: StorageError.Kind) async throws {
        try await OddServer.run { url async throws in
            let storage = RESTStorage(
                url: "\(url)/status/\(status)", access: .tester, loop: TestServer.loop)
            let name = try name("keys")
            await expectStorageError(kind) { _ = try await storage.content(name) }
            await expectStorageError(kind) { try await storage.put(name, [1], .replace) }
            await expectStorageError(kind) { _ = try await storage.names() }
            await storage.close()
        }
    }

    @Test func aBodyThatIsCutIsUnreachable() async throws {
        try await OddServer.run { url async throws in
            let storage = RESTStorage(
                url: "\(url)/cut/GET", access: .tester, loop: TestServer.loop)
            let name = try name("keys")
            await expectStorageError(.unreachable) { _ = try await storage.content(name) }
            await storage.close()
        }
    }
}
