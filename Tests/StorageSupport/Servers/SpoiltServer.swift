internal import HTTPStorage
internal import S3Storage
internal import SFTPStorage
package import Storage
internal import Testing
internal import WebDAVStorage

/// A real server, reached as it is and through a proxy that spoils requests.
package enum SpoiltServer: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case wsgidav, nginx, rclone, s3OfRclone, moto

    package var testDescription: String { rawValue }

    package struct Ways: Sendable {
        /// Behind retries as well: under load a real server fails by itself now and then.
        package let direct: any Storage
        /// Behind retries that take no time.
        package let spoilt: any Storage
        package let proxy: FaultProxy
    }

    package func run(
        _ faults: [HTTPFault], policy: RetryPolicy = .quick,
        _ body: (Ways) async throws -> Void
    ) async throws {
        switch self {
        case .wsgidav: try await runWebDAV(.wsgidav, faults, policy, body)
        case .nginx: try await runWebDAV(.nginx, faults, policy, body)
        case .rclone: try await runWebDAV(.rclone, faults, policy, body)
        case .s3OfRclone: try await runS3(.rclone, faults, policy, body)
        case .moto: try await runS3(.moto, faults, policy, body)
        }
    }

    /// An SSH server whose connections are cut.
    package static func runSSH(
        _ faults: [HTTPFault], policy: RetryPolicy = .quick, _ body: (Ways) async throws -> Void
    ) async throws {
        try await SSHDaemon.with { daemon in
            try await FaultProxy.with(faults, before: daemon.port) { proxy in
                let (direct, spoilt) = (try daemon.open(), try daemon.open(port: proxy.port))
                let retrying = RetryingStorage(spoilt, policy: policy)
                try await body(Ways(direct: direct, spoilt: retrying, proxy: proxy))
                await direct.close()
                await spoilt.close()
            }
        }
    }

    private func runWebDAV(
        _ server: WebDAVServer, _ faults: [HTTPFault], _ policy: RetryPolicy,
        _ body: (Ways) async throws -> Void
    ) async throws {
        try await server.run { url, _ async throws in
            try await lend(url, faults, policy, body) { url in
                try WebDAVStorage(url: url, access: .tester, loop: TestServer.loop)
            }
        }
    }

    private func runS3(
        _ server: S3Server, _ faults: [HTTPFault], _ policy: RetryPolicy,
        _ body: (Ways) async throws -> Void
    ) async throws {
        try await server.run { endpoint, _ async throws in
            try await lend(endpoint, faults, policy, body) { endpoint in
                let bucket = try S3Bucket(
                    endpoint: endpoint, name: S3Server.bucket, prefix: "a/vault", style: .path)
                return S3Storage(
                    bucket: bucket, key: S3Server.key, access: .test(), loop: TestServer.loop)
            }
        }
    }

    private func lend(
        _ url: String, _ faults: [HTTPFault], _ policy: RetryPolicy,
        _ body: (Ways) async throws -> Void, _ open: (String) throws -> any Storage
    ) async throws {
        let parts = url.split(separator: ":", maxSplits: 2)
        let digits = parts[2].prefix(while: \.isNumber)
        try await FaultProxy.with(faults, before: UInt16(digits) ?? 0) { proxy in
            let there = "\(parts[0]):\(parts[1]):\(proxy.port)\(parts[2].dropFirst(digits.count))"
            let (direct, spoilt) = (try open(url), try open(there))
            try await body(
                Ways(
                    direct: RetryingStorage(direct, policy: policy),
                    spoilt: RetryingStorage(spoilt, policy: policy), proxy: proxy))
            await direct.close()
            await spoilt.close()
        }
    }
}

extension RetryPolicy {
    /// Gives up after a few seconds, and hardly pauses.
    package static let quick = RetryPolicy(
        firstDelay: .milliseconds(2), delayMax: .milliseconds(20), patience: .seconds(8))
}
