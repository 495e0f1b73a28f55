import HTTPClient
import HTTPStorage
import Host
import S3Storage
import Storage
import StorageSupport
import Testing
import Values

@Suite(.timeLimit(.minutes(5))) struct S3FailureTests {
    private let name: ObjectName = "data/o"

    private func storage(
        _ endpoint: String, bucket: String, prefix: String = "", singleMax: Int = 1 << 20
    ) throws -> S3Storage {
        var access = HTTPAccess.test()
        access.clock = WallClock { Timestamp(seconds: 1_767_225_600 + 3_600) }
        return S3Storage(
            bucket: try S3Bucket(endpoint: endpoint, name: bucket, prefix: prefix, style: .path),
            key: S3Server.key, access: access, singleMax: ByteCount(singleMax),
            loop: TestServer.loop)
    }

    @Test(arguments: [
        ("404/NoSuchBucket", StorageError.Kind.notFound, "no bucket called fault"),
        ("403/AccessDenied", .denied, "does not allow"),
        ("403/SignatureDoesNotMatch", .denied, "secret key"),
        ("403/RequestTimeTooSkewed", .badConfiguration, "1h ahead of"),
        ("301/PermanentRedirect", .badConfiguration, "eu-north-9"),
        ("400/AuthorizationHeaderMalformed", .badConfiguration, "eu-north-9"),
        ("503/SlowDown", .rateLimited(retryAfter: nil), "too often"),
        ("500/InternalError", .failed, "InternalError"),
        ("400/EntityTooLarge", .tooLarge, "larger"),
        ("507/XMinioStorageFull", .full, "no room"), ("418/Teapot", .unexpected, "Teapot"),
    ])
    func everyFaultIsASentence(
        fault: String, kind: StorageError.Kind, words: String
    ) async throws {
        try await OddServer.run { url async throws in
            let storage = try storage(url, bucket: "fault", prefix: fault)
            let error = await expectStorageError(kind) { _ = try await storage.content(name) }
            #expect(error?.message.contains(words) == true, "\(error as Any)")
            await expectStorageError(kind) { try await storage.put(name, [1], .replace) }
            #expect(error?.message.contains(S3Server.key.secret) == false)
            await storage.close()
        }
    }

    @Test(arguments: [
        ("InternalError", StorageError.Kind.failed), ("AccessDenied", .denied),
        ("SlowDown", .rateLimited(retryAfter: nil)),
    ])
    func aFailureToldByStatus200IsOne(code: String, kind: StorageError.Kind) async throws {
        try await OddServer.run { url async throws in
            let storage = try storage(url, bucket: "hidden", prefix: code)
            let pattern = Pattern(size: 3 << 20)
            await expectStorageError(kind) {
                try await storage.put(name, .pattern(pattern), .replace)
            }
            await storage.close()
        }
    }

    @Test func bodiesThatAreCutEitherWayAreUnreachable() async throws {
        try await OddServer.run { url async throws in
            let down = try storage(url, bucket: "cut", prefix: "GET")
            await expectStorageError(.unreachable) { _ = try await down.content(name) }
            await down.close()
            let up = try storage(url, bucket: "cut", prefix: "PUT", singleMax: 100 << 20)
            let pattern = Pattern(size: 5_000_000)
            await expectStorageError(.unreachable) {
                try await up.put(name, .pattern(pattern), .replace)
            }
            await up.close()
        }
    }

    @Test func partsSufficeForTheLargestObject() {
        let plan = S3PartPlan()
        let all = (1...S3PartPlan.partsMax).reduce(Int64(0)) {
            $0 + plan.size(ofPart: $1, length: nil)
        }
        #expect(all >= 5 << 40)
        let largest = (1...S3PartPlan.partsMax).map { plan.size(ofPart: $0, length: nil) }.max()
        #expect((largest ?? .max) <= 5 << 30)
        let length: Int64 = 5 << 40
        #expect(plan.size(ofPart: 1, length: length) * Int64(S3PartPlan.partsMax) >= length)
        #expect(plan.size(ofPart: 9, length: 1) == 16 << 20)
    }
}
