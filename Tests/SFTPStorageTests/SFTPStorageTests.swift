import Cryptography
import Host
import SFTP
import Storage
import StorageSupport
import StoreSupport
import TestSupport
import Testing
import Values

@testable import SFTPStorage

/// SFTP against OpenSSH's server, beyond the contract.
@Suite(.timeLimit(.minutes(5))) struct SFTPStorageTests {
    private let name: ObjectName = "data/4f/object"

    // MARK: Who they are, and who we are

    @Test func hostKeyIsPinnedAtFirstSight() async throws {
        try await SSHDaemon.with { daemon in
            let first = try daemon.open()
            try await first.put(name, [1], .create)
            await first.close()
            let known = try readFile("\(daemon.scratch)/known_hosts")
            let pinned = try await Self.fingerprint("\(daemon.scratch)/host_ed25519")
            #expect(pinned.hasPrefix("SHA256:"))
            #expect(known == Array("127.0.0.1:\(daemon.port) \(pinned)\n".utf8))
            let again = try daemon.open()
            #expect(try await again.content(name) == [1])
            await again.close()
        }
    }

    @Test func changedHostKeyIsAnAlarmWithBothFingerprints() async throws {
        try await SSHDaemon.with(hostKey: "ecdsa", keys: .all) { daemon in
            let storage = try daemon.open()
            try await storage.put(name, [1], .create)
            await storage.close()
            // The same machine, as it seems, at another port and with another key.
            let other = try daemon.moved()
            try await other.running(hostKey: "rsa") {
                let file = "\(daemon.scratch)/known_hosts"
                let text = String(decoding: try readFile(file), as: UTF8.self)
                let moved = text.split(separator: ":", maxSplits: 1).first.map(String.init) ?? ""
                let pinned = try await Self.fingerprint("\(daemon.scratch)/host_ecdsa")
                try writeFile(Array("\(moved):\(other.port) \(pinned)\n".utf8), to: file)
                let shown = try await Self.fingerprint("\(daemon.scratch)/host_rsa")
                let error = await expectStorageError(.untrusted) {
                    _ = try await other.open().content(name)
                }
                #expect(error?.disposition == .needsOperator)
                #expect(error?.message.contains(pinned) == true)
                #expect(error?.message.contains(shown) == true)
                // And it stays one: nothing was written down.
                await expectStorageError(.untrusted) { _ = try await other.open().head(name) }
                let right = SFTPStorage(
                    try other.server(), root: daemon.root, hostKeys: PinnedHostKey(shown))
                #expect(try await right.content(name) == [1])
                await right.close()
            }
        }
    }

    private static func fingerprint(_ key: String) async throws -> String {
        let line = try await runProgram("ssh-keygen", ["-l", "-E", "sha256", "-f", key]).text
        return String(try #require(line.split(separator: " ").dropFirst().first))
    }

    @Test(
        arguments: [
            ("user_ed25519", nil), ("user_ecdsa", nil), ("user_rsa", nil),
            ("user_locked", "correct horse"),
        ] as [(String, String?)])
    func keysOfEveryKindLetUsIn(key: String, passphrase: String?) async throws {
        try await SSHDaemon.with(keys: .all) { daemon in
            let storage = SFTPStorage(
                try daemon.server(key: key, passphrase: passphrase), root: daemon.root,
                hostKeys: daemon.hostKeys)
            try await storage.put(name, [1, 2], .create)
            #expect(try await storage.content(name) == [1, 2])
            await storage.close()
        }
    }

    @Test func wrongKeysAndPassphrasesAreToldApart() async throws {
        try await SSHDaemon.with(keys: .all) { daemon in
            let wanted: [(String, String?, StorageError.Kind)] = [
                ("stranger", nil, .denied), ("user_locked", "wrong", .badConfiguration),
                ("user_locked", nil, .badConfiguration), ("none", nil, .badConfiguration),
            ]
            for (key, passphrase, kind) in wanted {
                let storage = SFTPStorage(
                    try daemon.server(key: key, passphrase: passphrase), root: daemon.root,
                    hostKeys: daemon.hostKeys)
                let error = await expectStorageError(kind) { _ = try await storage.head(name) }
                #expect(error?.message.contains("correct horse") == false)
            }
            // A password where the server takes none, then a key that it takes.
            var server = try daemon.server()
            server.credentials.insert(.password(Secret("hunter2")), at: 0)
            let storage = SFTPStorage(server, root: daemon.root, hostKeys: daemon.hostKeys)
            #expect(try await storage.head(name) == nil)
            #expect(!storage.place.contains("hunter2"))
            await storage.close()
        }
    }

    // MARK: Files

    @Test func filesAreTheOwnersAloneAndEmptyFoldersGo() async throws {
        try await SSHDaemon.with { daemon in
            let storage = try daemon.open()
            try await storage.put(name, [1], .create)
            let modes = try await Self.run(
                """
                cd '\(daemon.root)' && stat -c %a data data/4f data/4f/object && find . -name '.h*'
                """)
            #expect(modes == "700\n700\n600\n")
            try await storage.delete(name)
            #expect(try await Self.run("ls -A '\(daemon.root)'") == "")
            try await storage.put(name, [2], .create)
            #expect(try await storage.content(name) == [2])
            await storage.close()
        }
    }

    @Test func missingRootIsAnErrorOfEveryCallAndIsNotMade() async throws {
        try await SSHDaemon.with { daemon in
            let storage = try daemon.open()
            try await storage.put("a", [1], .create)
            try await Self.run("rm -r '\(daemon.root)'")
            let calls: [() async throws -> Void] = [
                { _ = try await storage.get(name, nil) }, { _ = try await storage.head(name) },
                { try await storage.put(name, [1], .create) },
                { try await storage.put("a", [1], .replace) },
                { try await storage.delete(name) }, { try await storage.list(nil) { _ in } },
                { _ = try await storage.listAll("data") },
            ]
            for call in calls {
                let error = await expectStorageError(.notFound) { try await call() }
                #expect(error?.message.contains("is the disk mounted?") == true)
            }
            #expect(try await Self.run("ls '\(daemon.scratch)' | grep vault; true") == "")
            await storage.close()
        }
    }

    @Test func aNewVaultsFoldersAreMadeOnTheServer() async throws {
        try await SSHDaemon.with { daemon in
            let server = try daemon.server()
            let root = "\(daemon.scratch)/one/two/three"
            let storage = SFTPStorage(server, root: root, hostKeys: daemon.hostKeys)
            for _ in 0..<2 {
                try await storage.makeRoot()
                try await storage.put(name, [1], .replace)
            }
            await storage.close()
            let modes = try await Self.run(
                "cd '\(daemon.scratch)' && stat -c %a one one/two one/two/three")
            #expect(modes == "700\n700\n700\n")
            try await Self.run("touch '\(daemon.scratch)/file'")
            let blocked = SFTPStorage(
                server, root: "\(daemon.scratch)/file/below", hostKeys: daemon.hostKeys)
            let error = await #expect(throws: StorageError.self) { try await blocked.makeRoot() }
            #expect(error?.message.contains("file/below") == true, "\(error?.message ?? "")")
            await blocked.close()
        }
    }

    @Test func linksAreNeverFollowedAndNeverTakenForNothing() async throws {
        try await SSHDaemon.with { daemon in
            let storage = try daemon.open()
            try await Self.run(
                """
                cd '\(daemon.scratch)' && mkdir -p outside/4f && echo secret >outside/4f/object &&
                    ln -s ../outside vault/data && ln -s ../outside/4f/object vault/object
                """)
            for name in [name, "object"] as [ObjectName] {
                let calls: [() async throws -> Void] = [
                    { _ = try await storage.get(name, nil) },
                    { _ = try await storage.head(name) },
                    { try await storage.put(name, [1], .create) },
                    { try await storage.delete(name) },
                ]
                for call in calls {
                    await expectStorageError(.unexpected) { try await call() }
                }
            }
            await expectStorageError(.unexpected) { _ = try await storage.names() }
            await expectStorageError(.unexpected) { _ = try await storage.names(below: "data") }
            await expectStorageError(.unexpected) { try await storage.put(name, [1], .replace) }
            let kept = try await Self.run("cat '\(daemon.scratch)/outside/4f/object'")
            #expect(kept == "secret\n")
            await storage.close()
        }
    }

    @Test func fullDiskIsRefusedBeforeAndNoticedInTheMiddle() async throws {
        try await SSHDaemon.with { daemon in
            try await Self.run("mount -t tmpfs -o size=16m tmpfs '\(daemon.root)'")
            let storage = try daemon.open()
            let before = await expectStorageError(.full) {
                try await storage.put(name, .pattern(Pattern(size: 20 << 20)), .create)
            }
            #expect(before?.disposition == .needsOperator)
            await expectStorageError(.full) {
                try await storage.put(
                    name, .pattern(Pattern(size: 20 << 20), saysLength: false), .create)
            }
            #expect(try await storage.names() == [])
            try await storage.put(name, .pattern(Pattern(size: 10 << 20)), .create)
            await storage.close()
            try await Self.run("umount -l '\(daemon.root)'")
        }
    }

    @discardableResult
    private static func run(_ script: String) async throws -> String {
        let result = try await blocking { try shell(script) }
        try #require(result.status == 0, "\(script): \(result.output)")
        return result.output
    }

    // MARK: Connections

    @Test func nobodyThereIsUnreachable() async throws {
        try await SSHDaemon.with { daemon in
            let storage = try daemon.open(port: try freeLoopbackPort())
            let error = await expectStorageError(.unreachable) { _ = try await storage.head(name) }
            #expect(error?.disposition == .retryable)
        }
    }

    /// However far greeting, log-in and the start of SFTP have come: it is not what the server
    /// offers or allows.
    @Test func aConnectionCutWhileItIsMadeIsUnreachable() async throws {
        try await SSHDaemon.with { daemon in
            let cuts = stride(from: 0, to: 4000, by: 40).map {
                HTTPFault("raw", "", .cutAnswer(after: $0))
            }
            try await FaultProxy.with(cuts, before: daemon.port) { proxy in
                var cutOnes = 0
                for cut in cuts {
                    let storage = try daemon.open(port: proxy.port)
                    do {
                        _ = try await storage.head(name)
                    } catch let error as StorageError {
                        cutOnes += 1
                        #expect(error.kind == .unreachable, "\(cut): \(error.message)")
                    }
                    await storage.close()
                }
                #expect(cutOnes > 50)
            }
        }
    }

    /// All wait for the one connection, and each gets its own answer.
    @Test func manyFirstCallersShareOneConnection() async throws {
        try await SSHDaemon.with { daemon in
            let storage = try daemon.open()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        let name = try ObjectName("first/\(number)")
                        #expect(try await storage.head(name) == nil)
                    }
                }
                try await group.waitForAll()
            }
            await storage.close()
        }
    }

    /// The connection breaks in the middle of a put and between calls: the next call makes another.
    @Test func brokenConnectionsAreMadeAnew() async throws {
        try await SSHDaemon.with { daemon in
            try await DelayProxy.with(to: daemon.port, milliseconds: 0) { proxy in
                let storage = try daemon.open(port: proxy.port)
                try await storage.put("a", [1], .create)
                let body = ObjectBody.stepped(length: 8 << 20) { number async throws in
                    if number == 4 { _ = try await proxy.ask("cut") }
                    return [UInt8](repeating: 1, count: 1 << 20)
                }
                await expectStorageError(.unreachable) {
                    try await storage.put(name, body, .create)
                }
                #expect(try await storage.names() == ["a"])
                #expect(try await storage.content("a") == [1])
                // What was left of the put can be swept.
                #expect(try await storage.sweep(before: Timestamp(seconds: 4_000_000_000)) <= 1)
                let retrying = RetryingStorage(
                    storage, policy: RetryPolicy(firstDelay: .milliseconds(1)))
                _ = try await proxy.ask("cut")
                #expect(try await retrying.content("a") == [1])
                await storage.close()
            }
        }
    }

    /// What libssh's own client cannot do: it sends one block and waits for its answer.
    @Test func manyRequestsAreOnTheirWayAtOnce() async throws {
        try await SSHDaemon.with { daemon in
            try await DelayProxy.with(to: daemon.port, milliseconds: 50) { proxy in
                let storage = try daemon.open(port: proxy.port)
                let pattern = Pattern(size: 24 << 20)
                try await storage.put(name, .pattern(pattern), .create)
                #expect(storage.peakOutstanding >= 64)
                let up = try await proxy.ask("?").up
                // One block at a time is 32 KiB and some bytes.
                #expect(up > 20 * 33_000, "\(up) bytes were on their way to the server")
                await storage.close()

                let fresh = try daemon.open(port: proxy.port)
                #expect(areEqual(try await fresh.content(name), pattern.all))
                #expect(fresh.peakOutstanding >= 64)
                let down = try await proxy.ask("?").down
                #expect(down > 20 * 33_000, "\(down) bytes were on their way to us")
                await fresh.close()
            }
        }
    }
}
