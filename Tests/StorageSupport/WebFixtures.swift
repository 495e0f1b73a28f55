package import HTTPClient
package import HTTPStorage
internal import Host
internal import S3Storage
internal import Storage
internal import Values
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
    /// nginx renames; the others delete the old object first.
    package var replacesInOneStep: Bool { server == .nginx }
    /// The others fail what meets a folder that is just being made, or a file being written.
    package var servesManyAtOnce: Bool { server == .nginx }

    package func withStorage(_ body: (LentStorage) async throws -> Void) async throws {
        try await server.run(canMove: canMove) { url, _ async throws in
            let make = { () throws(StorageError) in
                try WebDAVStorage(url: url, access: .tester, loop: TestServer.loop)
            }
            let (storage, other) = (try make(), try make())
            try await body(
                LentStorage(
                    storage, other: other, tryingAgain: !servesManyAtOnce,
                    abandonPut: {
                        try await Self.abandonPut(at: url.hasSuffix("/") ? url : "\(url)/")
                    }))
            await storage.close()
            await other.close()
        }
    }

    /// As a writer does until it dies: without the move.
    private static func abandonPut(at root: String) async throws {
        var settings = ClientSettings()
        settings.proxy = .none
        let client = HTTPClient(loop: TestServer.loop, settings: settings)
        let id = String(UInt64.random(in: .min ... .max), radix: 16)
        for (method, path) in [("MKCOL", ".uploads/"), ("PUT", ".uploads/\(id)")] {
            var request = ClientRequest(method, root + path)
            request.credentials = HTTPAccess.tester.credentials
            if method == "PUT" { request.body = .bytes([1, 2, 3]) }
            _ = try await client.send(request).body.collect(limit: .mebibytes(1))
        }
        await client.close()
    }
}

/// `S3Storage` on one of the servers.
package struct S3Fixture: StorageFixture {
    private let server: S3Server

    package init(_ server: S3Server) {
        self.server = server
    }

    package var name: String { "s3-\(server.rawValue)" }
    /// Real services do; these two answer with a 500 when two write one name at once.
    package var replacesInOneStep: Bool { false }
    /// rclone fails what meets a folder that is just being made.
    package var servesManyAtOnce: Bool { server != .rclone }
    /// rclone removes the "folder" that a deleted name was in, and takes an object for one.
    package var keepsObjectsAbove: Bool { server != .rclone }

    package func withStorage(_ body: (LentStorage) async throws -> Void) async throws {
        try await server.run { endpoint, _ async throws in
            let bucket = try S3Bucket(
                endpoint: endpoint, name: S3Server.bucket, prefix: "some/prefix", style: .path)
            let make = {
                S3Storage(bucket: bucket, key: S3Server.key, access: .test(), loop: TestServer.loop)
            }
            let (storage, other) = (make(), make())
            try await body(LentStorage(storage, other: other, tryingAgain: !servesManyAtOnce))
            await storage.close()
            await other.close()
        }
    }
}
