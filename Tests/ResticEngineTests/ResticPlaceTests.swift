import Cryptography
import Engine
import HTTPClient
import Host
import RepositorySupport
import ResticEngine
import StorageSupport
import TestSupport
import Testing
import VaultLocation

/// The places of our vaults as restic's, with the real servers at the other end.
@Suite(.timeLimit(.minutes(5))) struct ResticPlaceTests {
    @Test(arguments: UpstreamRestic.Version.allCases)
    func aRESTServerIsReached(version: UpstreamRestic.Version) async throws {
        try await RESTFixture.withServer { url, folder in
            let address = url.replacing("://", with: "://\(TestServer.user)@")
            var credentials = ResticPlace.Credentials()
            credentials.password = Secret(TestServer.password)
            try await expectBackup("rest:\(address)", credentials, version)
            try await UpstreamRestic(version, folder).requireSound()
        }
    }

    @Test(arguments: UpstreamRestic.Version.allCases)
    func aBucketIsReached(version: UpstreamRestic.Version) async throws {
        try await S3Server.rclone.run { endpoint, folder in
            var credentials = ResticPlace.Credentials()
            credentials.accessKey = S3Server.key.access
            credentials.secretKey = Secret(S3Server.key.secret)
            try await expectBackup(
                "s3:\(endpoint)/\(S3Server.bucket)/some/prefix", credentials, version)
            let path = try #require(folder)
            try await UpstreamRestic(version, "\(path)/some/prefix").requireSound()
        }
    }

    @Test(arguments: UpstreamRestic.Version.allCases)
    func anSSHServerIsReached(version: UpstreamRestic.Version) async throws {
        try await SSHDaemon.with { daemon in
            // restic asks the machine's own ssh, which the user has told of the server.
            let known = version == .v014 ? "-i '\(daemon.scratch)/user_ed25519'" : ""
            let ssh = """
                #!/bin/sh
                exec /usr/bin/ssh -o StrictHostKeyChecking=accept-new \
                    -o 'UserKnownHostsFile=\(daemon.scratch)/known' \(known) "$@"
                """
            try Folder(at: FilePath(daemon.scratch)).makeFolder(RelativePath("bin"))
            try writeFile(Array(ssh.utf8), to: "\(daemon.scratch)/bin/ssh")
            try await blocking { _ = try shell("chmod 755 '\(daemon.scratch)/bin/ssh'") }
            var credentials = ResticPlace.Credentials()
            if version == .v018 {
                credentials.keyFile = FilePath("\(daemon.scratch)/user_ed25519")
            }
            let user = try await blocking { try shell("id -un") }.output.prefix { $0 != "\n" }
            try await expectBackup(
                "sftp://\(user)@127.0.0.1:\(daemon.port)\(daemon.root)/repository", credentials,
                version
            ) { $0.environment["PATH"] = SystemString("\(daemon.scratch)/bin:/usr/bin:/bin") }
            try await UpstreamRestic(version, "\(daemon.root)/repository").requireSound()
        }
    }

    private func expectBackup(
        _ location: String, _ credentials: ResticPlace.Credentials,
        _ version: UpstreamRestic.Version,
        change: (inout ResticSettings) -> Void = { _ in }
    ) async throws {
        try await withScratchFolder { scratch in
            let fixture = try await ResticFixture.make(
                try UpstreamRestic.program(version), in: scratch, location,
                credentials: credentials, change: change)
            _ = try await ResticVault.create(fixture.process)
            let (vault, report) = try await fixture.backUp(
                ResticFixture.job(try fixture.makeSource()))
            let made = try #require(report.snapshot, "\(String(describing: report.failure))")
            #expect(try await vault.snapshots().snapshots.map(\.id) == [made.id])
        }
    }

    @Test func placesThatResticCannotReachAreRefused() async throws {
        var credentials = ResticPlace.Credentials()
        credentials.password = Secret("hunter2")
        for (address, sentence) in [
            ("dav+https://ann@cloud.example/backups", "folders, SFTP, S3 and REST"),
            ("sftp://me@nas/backups", "with keys"),
        ] {
            let error = await failure {
                _ = try ResticPlace(
                    try VaultLocation(address), passphrase: Secret("x"), credentials: credentials)
            }
            #expect(error?.kind == .local)
            #expect(error?.message.contains(sentence) == true, "\(String(describing: error))")
            #expect(error?.message.contains("hunter2") == false)
        }
    }

    @Test func anOldOneIsNotGivenAKeyFile() async throws {
        try await withScratchFolder { scratch in
            var credentials = ResticPlace.Credentials()
            credentials.keyFile = "/root/.ssh/other"
            let fixture = try await ResticFixture.make(
                try UpstreamRestic.program(.v014), in: scratch, "sftp://me@127.0.0.1:1/backups",
                credentials: credentials)
            let error = await failure { _ = try await ResticVault.open(fixture.process) }
            #expect(error?.kind == .local)
            #expect(error?.message.contains("0.16") == true)
        }
    }
}
