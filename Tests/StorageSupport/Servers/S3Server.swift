package import HTTPClient
internal import Host
internal import TestSupport

/// S3 services that differ.
package enum S3Server: String, CaseIterable, Sendable {
    /// Checks signatures; does not know "only if there is none".
    case rclone
    /// Checks conditions and parts, and no signatures.
    case moto

    package static let bucket = "bucket"
    package static let accessKey = "ACCESSKEY1234567"
    package static let secretKey = "hunter2hunter2"
    package static let key = AWSKey(access: accessKey, secret: secretKey, region: "us-east-1")

    /// With an empty bucket; the body gets the endpoint and, where there is one, the folder.
    package func run(
        _ body: (_ endpoint: String, _ folder: String?) async throws -> Void
    ) async throws {
        try await withScratchFolder { scratch in
            switch self {
            case .rclone:
                let folder = "\(scratch)/data"
                try Folder(at: FilePath(scratch)).makeFolders(RelativePath("data/\(Self.bucket)"))
                try await TestServer.withRclone(
                    "s3", ["--auth-key", "\(Self.key.access),\(Self.key.secret)"],
                    folder: folder, scratch: scratch
                ) { url in
                    try await body(url, "\(folder)/\(Self.bucket)")
                }
            case .moto:
                let script = "\(WorkingTree.root)/Tests/StorageSupport/Servers/moto_server.py"
                try await TestServer.run(
                    TestServer.tool("python3"), [script], scratch: scratch, ready: { Int($0) }
                ) { port in
                    let endpoint = "http://127.0.0.1:\(port)"
                    try await Self.makeBucket(at: endpoint)
                    try await body(endpoint, nil)
                }
            }
        }
    }

    private static func makeBucket(at endpoint: String) async throws {
        var settings = ClientSettings()
        settings.proxy = .none
        let client = HTTPClient(loop: TestServer.loop, settings: settings)
        var request = ClientRequest("PUT", "\(endpoint)/\(bucket)")
        request.credentials = .awsV4(key)
        let response = try await client.send(request)
        await client.close()
        try response.requireSuccess()
    }
}
