import HTTPClient
import HTTPStorage
import Host
import S3Storage
import Storage
import StorageSupport
import Testing
import Values

@Suite(.timeLimit(.minutes(5))) struct S3ServerTests {
    private let name: ObjectName = "data/o"

    private func storage(
        _ endpoint: String, key: AWSKey? = S3Server.key, bucket: String = S3Server.bucket,
        clock: WallClock = .system, singleMax: ByteCount = ByteCount(S3Storage.singleMax)
    ) throws -> S3Storage {
        var access = HTTPAccess.test()
        access.clock = clock
        return S3Storage(
            bucket: try S3Bucket(endpoint: endpoint, name: bucket, prefix: "p", style: .path),
            key: key, access: access, singleMax: singleMax,
            plan: S3PartPlan(first: .mebibytes(5)), loop: TestServer.loop)
    }

    @Test(arguments: S3Server.allCases, [true, false])
    func largeObjectsGoInParts(server: S3Server, saysLength: Bool) async throws {
        try await server.run { endpoint, _ async throws in
            let storage = try storage(endpoint, singleMax: .mebibytes(1))
            let pattern = Pattern(size: 12 << 20 + 17)
            try await storage.put(name, .pattern(pattern, saysLength: saysLength), .create)
            #expect(areEqual(try await storage.content(name), pattern.all))
            await expectStorageError(.alreadyExists) {
                try await storage.put(name, .pattern(pattern), .create)
            }
            try await storage.put(name, [1], .replace)
            #expect(try await storage.content(name) == [1])
            #expect(try await storage.sweep(before: Timestamp(seconds: 4_000_000_000)) == 0)
            await storage.close()
        }
    }

    @Test(arguments: S3Server.allCases, [true, false])
    func anUploadThatBreaksIsAborted(server: S3Server, saysLength: Bool) async throws {
        try await server.run { endpoint, _ async throws in
            let storage = try storage(endpoint, singleMax: .mebibytes(1))
            let length: Int64? = saysLength ? 20 << 20 : nil
            let body = ObjectBody.stepped(length: length) { number in
                guard number < 8 else { throw BodyBroke() }
                return [UInt8](repeating: 1, count: 1 << 20)
            }
            await #expect(throws: BodyBroke()) { try await storage.put(name, body, .create) }
            #expect(try await storage.names() == [])
            #expect(try await storage.sweep(before: Timestamp(seconds: 4_000_000_000)) == 0)
            await storage.close()
        }
    }

    @Test func uploadsOfTheDeadAreSwept() async throws {
        try await S3Server.moto.run { endpoint, _ async throws in
            let storage = try storage(endpoint)
            let client = HTTPClient(loop: TestServer.loop)
            for prefix in ["p/", "p/x/", "other/"] {
                var request = ClientRequest(
                    "POST", "\(endpoint)/\(S3Server.bucket)/\(prefix)o?uploads=")
                request.credentials = .awsV4(S3Server.key)
                try await client.send(request).requireSuccess()
            }
            await client.close()
            #expect(try await storage.sweep(before: Timestamp(seconds: 1_000_000)) == 0)
            #expect(try await storage.sweep(before: Timestamp(seconds: 4_000_000_000)) == 2)
            #expect(try await storage.sweep(before: Timestamp(seconds: 4_000_000_000)) == 0)
            await storage.close()
        }
    }

    @Test func creatingIsExactWhereTheServiceKeepsConditions() async throws {
        try await S3Server.moto.run { endpoint, _ async throws in
            let storage = try storage(endpoint)
            #expect(!storage.traits.createIsExact)
            try await storage.put(name, [1], .create)
            #expect(storage.traits.createIsExact)
            #expect(try await storage.names() == ["data/o"])
            await storage.close()
        }
    }

    @Test func aSignedURLIsReadWithoutAKey() async throws {
        try await S3Server.rclone.run { endpoint, _ async throws in
            let storage = try storage(endpoint)
            try await storage.put(name, Array("hello".utf8), .create)
            let url = try storage.presignedURL(name, expires: .seconds(60))
            let client = HTTPClient(loop: TestServer.loop)
            let body = try await client.send(ClientRequest("GET", url)).requireSuccess()
                .body.collect(limit: .kibibytes(1))
            #expect(body == Array("hello".utf8))
            let forged = url.dropLast() + (url.hasSuffix("0") ? "1" : "0")
            let refused = try await client.send(ClientRequest("GET", String(forged)))
            #expect(refused.status == 403)
            #expect(!url.contains(S3Server.key.secret))
            await client.close()
            await storage.close()
        }
    }

    @Test func wrongKeysAreDeniedAndNotTold() async throws {
        try await S3Server.rclone.run { endpoint, _ async throws in
            let key = AWSKey(access: S3Server.key.access, secret: "wr0ng", region: "us-east-1")
            for key in [key, AWSKey(access: "N0BODY", secret: "wr0ng", region: "r")] {
                let storage = try storage(endpoint, key: key)
                let error = await expectStorageError(.denied) { _ = try await storage.names() }
                #expect(!"\(error as Any)".contains("wr0ng"))
                await storage.close()
            }
        }
    }

    @Test func aBucketThatIsMissingIsNoEmptyVault() async throws {
        try await S3Server.moto.run { endpoint, _ async throws in
            let storage = try storage(endpoint, bucket: "nowhere")
            let error = await expectStorageError(.notFound) { _ = try await storage.names() }
            #expect(error?.message.contains("no bucket called nowhere") == true)
            await expectStorageError(.notFound) { try await storage.put(name, [1], .replace) }
            await storage.close()
        }
    }
}
