import Cryptography
import Glibc
import Host
import LocalStorage
import RESTStorage
import Storage
import StorageSupport
import TestSupport
import Testing
import Transport
import Values

/// Clients that mean no good, and bytes that are not what they should be.
@Suite(.timeLimit(.minutes(5))) struct HostileClientTests {
    private static let content = Array("hello".utf8)
    private static let hash = SHA256.hash(content).description

    /// One request over a connection of its own; the status and the rest of the answer.
    private func ask(
        _ server: TestVaultServer, _ line: String, as client: String = "", _ secret: String = "",
        fields: [String] = [], body: [UInt8] = []
    ) async throws -> (status: Int, text: String) {
        let connection = try await RawConnection.open(to: server.address)
        var head = ["\(line) HTTP/1.1", "Host: x", "Connection: close"] + fields
        if !client.isEmpty {
            let pair = Base64.standard.encode(Array("\(client):\(secret)".utf8))
            head.append("Authorization: Basic \(pair)")
        }
        if !body.isEmpty { head.append("Content-Length: \(body.count)") }
        try await connection.send(head.map { "\($0)\r\n" }.joined() + "\r\n")
        if !body.isEmpty { try await connection.send(body) }
        let text = try await connection.readToEnd()
        return (Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0, text)
    }

    @Test func nobodyComesWithoutASecret() async throws {
        try await TestVaultServer.with { server in
            let secret = try server.add("web")
            _ = try server.add("other")
            let attempts = [
                ("", ""), ("web", ""), ("web", "wrong"), ("web", Token.random().revealed()),
                ("other", secret), ("nobody", secret), ("web", secret + "A"), ("WEB", secret),
            ]
            for (name, word) in attempts {
                let answer = try await ask(server, "GET /web/objects/", as: name, word)
                #expect(answer.status == 401, "\(name)")
                #expect(answer.text.contains("WWW-Authenticate: Basic"))
                #expect(!answer.text.contains(secret))
            }
            let odd = [
                "Bearer \(secret)", "Basic", "Basic ====", "Basic d2Vi", "Digest a=b",
                "Basic \(String(repeating: "A", count: 9000))",
            ]
            for field in odd {
                let answer = try await ask(
                    server, "GET /web/objects/", fields: ["Authorization: \(field)"])
                #expect(answer.status == 401, "\(field)")
            }
        }
    }

    @Test func aClientHasNothingButItsOwnFolder() async throws {
        try await TestVaultServer.with { server in
            let (web, other) = (try server.add("web"), try server.add("webber"))
            let theirs = server.storage("webber/vault", as: "webber", other)
            try await theirs.makeRoot()
            try await theirs.put("thing", Self.content, .create)
            for path in [
                "/webber/vault/objects/thing", "/webber/vault/", "/webber/nothing/objects/",
                "/we/objects/thing", "/webber/vault/config",
            ] {
                for method in ["GET", "HEAD", "PUT", "DELETE", "POST"] {
                    let answer = try await ask(server, "\(method) \(path)", as: "web", web)
                    #expect(answer.status == 403, "\(method) \(path)")
                }
            }
            #expect(try await ask(server, "GET /", as: "web", web).status == 404)
            #expect(try await ask(server, "GET /objects/x", as: "web", web).status == 404)
            #expect(try await theirs.content("thing") == Self.content)
            await theirs.close()
        }
    }

    @Test func noPathLeadsOutOfTheFolder() async throws {
        try await TestVaultServer.with { server in
            let secret = try server.add("web")
            let storage = server.storage("web/v", as: "web", secret)
            try await storage.makeRoot()
            try await blocking { try writeFile([1], to: "\(server.folder)/outside") }
            let long = String(repeating: "x", count: 300)
            let paths = [
                "../outside", "%2e%2e/outside", "..%2foutside", "%2e%2e%2f%2e%2e%2foutside",
                "a/../../../outside", "a/%2E%2E/%2E%2E/%2E%2E/outside", "%00", "a%00b", "%c3%28",
                ".hidden", "a/.holdfast-1.tmp", "a//b", "a/./b", "a%2fb%20c", "a\\b", "%5c..%5cx",
                long, String(repeating: "a/", count: 300) + "b", "a%0d%0aX:%20y", "~root",
                "*", "%25", "a%", "a%zz",
            ]
            for path in paths {
                for method in ["GET", "PUT", "DELETE"] {
                    let answer = try await ask(
                        server, "\(method) /web/v/objects/\(path)", as: "web", secret,
                        body: method == "PUT" ? Self.content : [])
                    #expect((400..<500).contains(answer.status), "\(method) \(path)")
                    #expect(!answer.text.contains("X: y"))
                }
                let vault = try await ask(server, "GET /web/\(path)/config", as: "web", secret)
                #expect((400..<500).contains(vault.status), "\(path)")
                let made = try await ask(
                    server, "POST /web/\(path)/?create=true", as: "web", secret)
                #expect((400..<500).contains(made.status) || made.status == 200, "\(path)")
            }
            #expect(try await storage.names() == [])
            let found = try await blocking {
                try shell(
                    "cd '\(server.folder)'; find . -path ./.holdfast-serve -prune -o -type f -print"
                )
            }
            #expect(found.output == "./outside\n")
            #expect(try await blocking { try readFile("\(server.folder)/outside") } == [1])
            #expect(
                try await ask(server, "GET /.holdfast-serve/clients.json", as: "web", secret)
                    .status >= 400)
            await storage.close()
        }
    }

    /// A link that somebody put there is not followed.
    @Test func linksAreNotFollowed() async throws {
        try await TestVaultServer.with { server in
            let secret = try server.add("web")
            let storage = server.storage("web/v", as: "web", secret)
            try await storage.makeRoot()
            let script = """
                echo secret >'\(server.folder)/outside'
                ln -s ../../outside '\(server.folder)/web/v/link'
                ln -s ../.. '\(server.folder)/web/v/up'
                """
            #expect(try await blocking { try shell(script) }.status == 0)
            for path in ["link", "up/outside"] {
                let answer = try await ask(
                    server, "GET /web/v/objects/\(path)", as: "web", secret)
                #expect(answer.status >= 400, "\(path)")
                #expect(!answer.text.contains("secret"))
            }
            await storage.close()
        }
    }

    @Test func whatIsNotWhatItsNameSaysIsNotKept() async throws {
        try await TestVaultServer.with { server in
            let secret = try server.add("web")
            let storage = server.storage("web/v", as: "web", secret)
            try await storage.makeRoot()
            let path = "/web/v/data/\(Self.hash)"
            let wrong = try await ask(
                server, "POST \(path)", as: "web", secret, body: Array("jello".utf8))
            #expect(wrong.status == 400)
            #expect(wrong.text.contains("SHA-256"))
            #expect(try await storage.names() == [])
            let digest = Base64.standard.encode(SHA256.hash(Self.content).bytes)
            let said = try await ask(
                server, "PUT /web/v/objects/x", as: "web", secret,
                fields: ["Content-Digest: sha-256=:\(digest):"], body: Array("jello".utf8))
            #expect(said.status == 400)
            #expect(try await storage.names() == [])
            let right = try await ask(
                server, "POST \(path)", as: "web", secret, body: Self.content)
            #expect(right.status == 200)
            #expect(right.text.contains("Repr-Digest: sha-256=:\(digest):"))
            // The same again is no harm, and another name for other bytes neither.
            #expect(
                try await ask(server, "POST \(path)", as: "web", secret, body: Self.content)
                    .status == 200)
            #expect(
                try await storage.names() == ["data/\(Self.hash.prefix(2))/\(Self.hash)"])
            await storage.close()
        }
    }

    /// What a disk has damaged is mended by whoever sends the real thing, and by nobody else.
    @Test func aDamagedObjectIsMendedByItsOwnBytes() async throws {
        try await TestVaultServer.with { server in
            let secret = try server.add("web")
            let storage = server.storage("web/v", as: "web", secret)
            try await storage.makeRoot()
            let name = try ObjectName("data/\(Self.hash.prefix(2))/\(Self.hash)")
            try await storage.put(name, Self.content, .create)
            let file = "\(server.folder)/web/v/\(name)"
            try await blocking { try writeFile(Array("hxllo".utf8), to: file) }
            let path = "/web/v/data/\(Self.hash)"
            #expect(
                try await ask(
                    server, "POST \(path)", as: "web", secret, body: Array("hxllo".utf8)
                ).status == 400)
            #expect(
                try await ask(server, "POST \(path)", as: "web", secret, body: Self.content)
                    .status == 200)
            #expect(try await storage.content(name) == Self.content)
            await storage.close()
        }
    }

    /// A client that is gone in the middle of an upload leaves nothing.
    @Test func brokenUploadsLeaveNothing() async throws {
        try await TestVaultServer.with { server in
            let secret = try server.add("web")
            let storage = server.storage("web/v", as: "web", secret)
            try await storage.makeRoot()
            let pair = Base64.standard.encode(Array("web:\(secret)".utf8))
            for chunked in [false, true] {
                let connection = try await RawConnection.open(to: server.address)
                let framing = chunked ? "Transfer-Encoding: chunked" : "Content-Length: 1000000"
                try await connection.send(
                    "PUT /web/v/objects/half HTTP/1.1\r\nHost: x\r\n\(framing)\r\n"
                        + "Authorization: Basic \(pair)\r\n\r\n")
                let piece = chunked ? "5\r\nhello\r\n" : "hello"
                try await connection.send(piece)
                try await connection.finishSending()
                _ = try? await connection.readToEnd()
            }
            #expect(try await storage.names() == [])
            try await storage.put("half", Self.content, .create)
            let list = "ls -A '\(server.folder)/web/v' | grep -c '[.]tmp$'"
            while try await blocking({ try shell(list) }).output != "0\n" { await Task.yield() }
            await storage.close()
        }
    }

    @Test func methodsAreThoseOfTheProtocol() async throws {
        try await TestVaultServer.with { server in
            let secret = try server.add("web")
            for (line, status) in [
                ("DELETE /web/v/", 405), ("PUT /web/v/config", 405), ("POST /web/v/", 405),
                ("POST /web/v/objects/x", 405), ("PATCH /web/v/objects/x", 405),
                ("DELETE /web/v/data/", 405), ("GET /web/v/data/zz", 400),
                ("GET /web/v/config/x", 404), ("GET /web/v/data/", 404),
                ("POST /web/v/config", 404), ("GET /web/v/objects/", 404),
            ] {
                let answer = try await ask(server, line, as: "web", secret)
                #expect(answer.status == status, "\(line): \(answer.text)")
            }
        }
    }
}
