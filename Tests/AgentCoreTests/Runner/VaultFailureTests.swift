import AgentProtocol
import Domain
import HTTPClient
import HTTPStorage
import S3Storage
import StandAlone
import Storage
import StorageSupport
import TestSupport
import Testing
import WebDAVStorage

@testable import AgentCore

/// What real servers refuse, as people are told of it.
@Suite(.timeLimit(.minutes(5))) struct VaultFailureTests {
    enum Server: String, CaseIterable, Sendable, CustomTestStringConvertible {
        /// A WebDAV server that does not know the password, and an S3 service that does not know
        /// the secret key.
        case wsgidav, rclone
        /// An SFTP server that knows us, and lets nobody write.
        case ssh
        /// A WebDAV server whose configuration lets nobody write: 403, as the password is right.
        case nginx

        var testDescription: String { rawValue }

        func lend(_ body: (any Storage) async throws -> Void) async throws {
            switch self {
            case .wsgidav:
                try await WebDAVServer.wsgidav.run { url, _ async throws in
                    try await body(Self.webDAV(url, password: "wrong"))
                }
            case .nginx:
                try await WebDAVServer.nginx.run(isReadOnly: true) { url, _ async throws in
                    try await body(Self.webDAV(url, password: TestServer.password))
                }
            case .rclone:
                try await S3Server.rclone.run { endpoint, _ async throws in
                    var key = S3Server.key
                    key = AWSKey(access: key.access, secret: "wrong", region: key.region)
                    let bucket = try S3Bucket(
                        endpoint: endpoint, name: S3Server.bucket, prefix: "", style: .path)
                    try await body(
                        S3Storage(
                            bucket: bucket, key: key, access: .test(), loop: TestServer.loop))
                }
            case .ssh:
                try await SSHDaemon.with(extra: "ForceCommand internal-sftp -R") { daemon in
                    try await body(daemon.open())
                }
            }
        }

        private static func webDAV(_ url: String, password: String) throws -> any Storage {
            let access = HTTPAccess.test(.basic(user: TestServer.user, password: password))
            return try WebDAVStorage(url: url, access: access, loop: TestServer.loop)
        }
    }

    private struct LentPlace: PlaceOpening {
        let storage: any Storage

        func open(
            _: String, _: CredentialBook.Entry, makesFolder _: Bool
        ) async throws -> any Storage { storage }
    }

    @Test(arguments: Server.allCases)
    func whoIsNotLetInIsToldSo(server: Server) async throws {
        try await withScratchFolder { scratch in
            try await server.lend { storage in
                let agent = try await TestAgent(
                    in: scratch, of: nil, hub: SigningHub(), places: LentPlace(storage: storage))
                let order = RunOrder(
                    attempt: RunAttempt(run: number(50), attempt: 1, fence: 1),
                    kind: .initialize, vaults: [try agent.vault(7)])
                let story = try await agent.run { try await agent.complete(order) }
                #expect(story.contains("failed vault_denied"), "\(story)")
                #expect(story.last == "ended failed")
                await agent.close()
            }
        }
    }

    /// What a server says, and the code that alerts are grouped by.
    @Test(arguments: [
        (StorageError.Kind.alreadyExists, "vault_conflict"), (.untrusted, "vault_untrusted"),
        (.full, "vault_full"), (.timeout, "vault_unreachable"), (.denied, "vault_denied"),
    ])
    func eachHasItsCode(kind: StorageError.Kind, code: String) {
        #expect(RunFailure(StorageError(kind, "No.")).code == code)
    }
}
