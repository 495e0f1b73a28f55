import Cryptography
import Host
import SFTP
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

@testable import SFTPStorage

/// A second server, in another language, which asks for a password: `rclone serve sftp`.
@Suite(.timeLimit(.minutes(5))) struct RcloneTests {
    private func withServer(
        _ body: (_ open: (String) -> SFTPStorage, _ root: String) async throws -> Void
    ) async throws {
        try await withScratchFolder { scratch in
            try Folder(at: FilePath(scratch)).makeFolder(RelativePath("served"))
            let key = try await runProgram(
                "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", "\(scratch)/host"])
            try #require(key.status == 0)
            let port = try freeLoopbackPort()
            let arguments = [
                "serve", "sftp", "\(scratch)/served", "--addr", "127.0.0.1:\(port)",
                "--user", "tester", "--pass", "hunter2", "--key", "\(scratch)/host",
                "--config", "\(scratch)/none", "--dir-cache-time", "0s", "-v",
            ]
            try await TestServer.run(
                TestServer.tool("rclone"), arguments, scratch: scratch,
                ready: { $0.contains("SFTP server listening on") ? true : nil }
            ) { _ in
                try await body(
                    { password in
                        SFTPStorage(
                            SSHServer(
                                host: "127.0.0.1", port: port, user: "tester",
                                credentials: [.password(Secret(password))]), root: "/",
                            hostKeys: HostKeyFile(FilePath("\(scratch)/known")))
                    }, "\(scratch)/served")
            }
        }
    }

    @Test func passwordLetsUsInAndAWrongOneDoesNot() async throws {
        try await withServer { open, _ async throws in
            let error = await expectStorageError(.denied) { _ = try await open("hunter3").names() }
            #expect(error?.message.contains("hunter") == false)
            let storage = open("hunter2")
            #expect(try await storage.names() == [])
            await storage.close()
        }
    }

    @Test func objectsComeAndGo() async throws {
        try await withServer { open, root in
            let storage = open("hunter2")
            let pattern = Pattern(size: 5_000_001)
            try await storage.put("a/b/large", .pattern(pattern), .create)
            try await storage.put("a/small", [1], .create)
            #expect(areEqual(try await storage.content("a/b/large"), pattern.all))
            let range: Range<Int64> = 4_000_000..<4_500_000
            #expect(areEqual(try await storage.content("a/b/large", range), pattern.bytes(range)))
            await expectStorageError(.alreadyExists) {
                try await storage.put("a/small", [2], .create)
            }
            try await storage.put("a/small", [3, 4], .replace)
            #expect(try readFile("\(root)/a/small") == [3, 4])
            #expect(try await storage.names() == ["a/b/large", "a/small"])
            await expectStorageError(.notFound) { _ = try await storage.get("a/none", nil) }
            await expectStorageError(.cutShort) { _ = try await storage.content("a/small", 0..<3) }
            // Its rename replaces, so nothing is promised of writers at the same moment.
            #expect(!storage.traits.createIsExact)
            for name in ["a/b/large", "a/small", "a/small"] as [ObjectName] {
                try await storage.delete(name)
            }
            #expect(try await storage.names() == [])
            await storage.close()
        }
    }
}
