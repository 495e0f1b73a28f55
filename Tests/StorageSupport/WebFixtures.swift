package import HTTPStorage
package import HTTPClient
internal import Host
internal import S3Storage
internal import Storage
internal import TestSupport
internal import WebDAVStorage

extension HTTPAccess {
    /// Without the machine's own proxy.
    package static func test(_ credentials: Credentials? = nil) -> HTTPAccess {
        var access = HTTPAccess()
        access.proxy = .none
        access.credentials = credentials
        return access
    }

    package static var tester: HTTPAccess {
        test(.basic(user: TestServer.user, password: TestServer.password))
    }
}

/// `WebDAVStorage` on one of the servers.
package struct WebDAVFixture: StorageFixture {
    private let server: WebDAVServer
    private let canMove: Bool

    package init(_ server: WebDAVServer, canMove: Bool = true) {
        self.server = server
        self.canMove = canMove
    }

    package var name: String { "webdav-\(server.rawValue)\(canMove ? "" : "-in-place")" }

    package func withStorage(_ body: (LentStorage) async throws -> Void) async throws {
        try await server.run(canMove: canMove) { url, folder async throws in
            let make = { () throws(StorageError) in
                try WebDAVStorage(url: url, access: .tester, loop: TestServer.loop)
            }
            let (storage, other) = (try make(), try make())
            try await body(
                LentStorage(
                    storage, other: other,
                    abandonPut: {
                        let id = String(UInt64.random(in: .min ... .max), radix: 16)
                        _ = try await runProgram("mkdir", ["-p", "\(folder)/.uploads"])
                        try writeFile([1, 2, 3], to: "\(folder)/.uploads/\(id)")
                    }))
            await storage.close()
            await other.close()
        }
    }
}

/// `S3Storage` on one of the servers.
package struct S3Fixture: StorageFixture {
    private let server: S3Server

    package init(_ server: S3Server) {
        self.server = server
    }

    package var name: String { "s3-\(server.rawValue)" }

    package func withStorage(_ body: (LentStorage) async throws -> Void) async throws {
        try await server.run { endpoint, _ async throws in
            let bucket = try S3Bucket(
                endpoint: endpoint, name: S3Server.bucket, prefix: "some/prefix", style: .path)
            let make = {
                S3Storage(bucket: bucket, key: S3Server.key, access: .test(), loop: TestServer.loop)
            }
            let (storage, other) = (make(), make())
            try await body(LentStorage(storage, other: other))
            await storage.close()
            await other.close()
        }
    }
}
