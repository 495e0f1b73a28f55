import HTTPClient
import Host
import TestSupport
import Testing
import Values

/// AWS signatures, checked by the S3 server of rclone.
@Suite(.timeLimit(.minutes(10))) struct SignatureTests {
    private func withS3(_ body: (HTTPClient, String) async throws -> Void) async throws {
        try await withScratchFolder { scratch in
            try await Bench.with { bench in
                let script = """
                    exec 2>&1; exec \(try Places.tool("rclone")) serve s3 --config \(scratch)/none \
                    --addr 127.0.0.1:0 --auth-key ACCESSKEY1234567,secretsecretsecret \
                    \(scratch)/data
                    """
                try Folder(at: FilePath(scratch)).makeFolders(RelativePath("data/bucket"))
                let command = ProgramCall(
                    "/bin/sh", ["-c", SystemString(script)],
                    environment: ["PATH": "/usr/bin:/bin", "HOME": SystemString(scratch)])
                try await bench.withServer(command, ready: Self.address(in:)) { url in
                    try await bench.withClient { client in try await body(client, url) }
                }
            }
        }
    }

    /// `http://127.0.0.1:port` out of the line that says so.
    private static func address(in line: String) -> String? {
        let mark = "127.0.0.1:"
        let parts = line.split(whereSeparator: { "[]/ ".contains($0) })
        guard let place = parts.first(where: { $0.hasPrefix(mark) }),
            let port = Int(place.dropFirst(mark.count)), port > 0
        else { return nil }
        return "http://127.0.0.1:\(port)"
    }

    private func request(
        _ method: String, _ url: String, secret: String = "secretsecretsecret"
    ) -> ClientRequest {
        ClientRequest(method, url).with {
            $0.credentials = .awsV4(
                AWSKey(access: "ACCESSKEY1234567", secret: secret, region: "us-east-1"))
        }
    }

    @Test func objectsAreWrittenListedAndRead() async throws {
        try await withS3 { client, url async throws in
            let content = [UInt8](repeating: 7, count: 300_000)
            let put = request("PUT", "\(url)/bucket/a%20name").with { $0.body = .bytes(content) }
            try await client.send(put).requireSuccess()
            let left = Counter(3)
            let stream = request("PUT", "\(url)/bucket/stream").with {
                $0.body = .stream(length: 300_000) {
                    left.countDown() ? [UInt8](repeating: 7, count: 100_000) : nil
                }
            }
            try await client.send(stream).requireSuccess()
            for name in ["a%20name", "stream"] {
                let read = try await client.send(request("GET", "\(url)/bucket/\(name)"))
                let bytes = try await read.requireSuccess().body.collect(limit: .mebibytes(1))
                let isSame = bytes == content
                #expect(isSame)
            }
            let list = try await client.send(request("GET", "\(url)/bucket?list-type=2&prefix=a"))
            #expect(try await list.requireSuccess().text().contains("<Key>a name</Key>"))
        }
    }

    @Test func aWrongSecretIsAnAuthErrorAndNotPrinted() async throws {
        try await withS3 { client, url async throws in
            let response = try await client.send(
                request("GET", "\(url)/bucket?list-type=2", secret: "wr0ng"))
            #expect(response.failure?.kind == .auth)
            #expect(!"\(response.failure as Any)".contains("wr0ng"))
            let anonymous = try await client.send(
                ClientRequest("GET", "\(url)/bucket?list-type=2"))
            #expect(anonymous.failure != nil)
        }
    }
}
