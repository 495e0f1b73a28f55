import HTTPClient
import HTTPStorage
import Host
import Storage
import StorageSupport
import TestSupport
import Testing
import Values
import WebDAVStorage

/// Servers that misbehave, and what is said of them.
@Suite(.timeLimit(.minutes(5))) struct WebDAVFailureTests {
    private let name: ObjectName = "data/o"

    private func storage(_ url: String, _ access: HTTPAccess = .tester) throws -> WebDAVStorage {
        try WebDAVStorage(url: url, access: access, loop: TestServer.loop)
    }

    @Test(arguments: [
        (401, StorageError.Kind.denied), (403, .denied), (413, .tooLarge), (423, .failed),
        (429, .rateLimited(retryAfter: .seconds(7))), (500, .failed), (503, .failed),
        (504, .timeout), (507, .full), (302, .badConfiguration),
    ])
    func everyStatusHasItsKind(status: Int, kind: StorageError.Kind) async throws {
        try await OddServer.run { url async throws in
            let storage = try storage("\(url)/status/\(status)")
            await expectStorageError(kind) { _ = try await storage.head(name) }
            await expectStorageError(kind) { try await storage.put(name, [1], .create) }
            await expectStorageError(kind) { try await storage.delete(name) }
            await expectStorageError(kind) { _ = try await storage.names() }
            await storage.close()
        }
    }

    /// What a server cannot tell of is there nevertheless, unless it says that it is gone.
    @Test(arguments: [(404, true), (410, true), (403, false), (423, false), (500, false)])
    func whatAListingCannotTellOfEndsIt(status: Int, isGone: Bool) async throws {
        try await OddServer.run { url async throws in
            let storage = try storage("\(url)/listed/\(status)")
            if isGone {
                #expect(try await storage.names() == ["one"])
            } else {
                await expectStorageError(.failed) { _ = try await storage.names() }
            }
            await storage.close()
        }
    }

    @Test func bodiesThatAreCutEitherWayAreUnreachable() async throws {
        try await OddServer.run { url async throws in
            let down = try storage("\(url)/cut/GET")
            await expectStorageError(.unreachable) { _ = try await down.content(name) }
            await down.close()
            let up = try storage("\(url)/cut/PUT")
            let pattern = Pattern(size: 5_000_000)
            await expectStorageError(.unreachable) {
                try await up.put(name, .pattern(pattern), .create)
            }
            await up.close()
        }
    }

    @Test func aRedirectIsNotFollowedAndItsSecretNotTold() async throws {
        try await OddServer.run { url async throws in
            let storage = try storage("\(url)/redirect")
            let error = await expectStorageError(.badConfiguration) {
                _ = try await storage.content(name)
            }
            #expect(error?.message.contains("other.invalid/x") == true)
            #expect(error?.message.contains("hunter2") == false)
            await storage.close()
        }
    }

    @Test func whatStandsStillTimesOut() async throws {
        try await OddServer.run { url async throws in
            var access = HTTPAccess.tester
            access.timeouts.stall = .milliseconds(100)
            let storage = try storage("\(url)/hang", access)
            await expectStorageError(.timeout) { _ = try await storage.head(name) }
            await storage.close()
        }
    }

    /// However long the reply is kept: another request may be what it leads to.
    @Test(arguments: [HTTPRemote.Traffic.upload, .download, .short])
    func aReplyThatHasBeenReadTakesUpNoPlace(traffic: HTTPRemote.Traffic) async throws {
        try await OddServer.run { url async throws in
            let remote = HTTPRemote(place: url, access: .tester, loop: TestServer.loop)
            var replies: [HTTPReply] = []
            for number in 0..<20 {
                let reply = try await remote.send(ClientRequest("GET", "\(url)/whole"), traffic)
                if number.isMultiple(of: 2) {
                    try await reply.finish()
                } else {
                    let reader = reply.reader()
                    while try await reader.next() != nil {}
                }
                replies.append(reply)
            }
            #expect(replies.count == 20)
            await remote.close()
        }
    }

    @Test func nobodyThereIsUnreachable() async throws {
        let storage = try storage("http://127.0.0.1:1/x")
        let error = await expectStorageError(.unreachable) { _ = try await storage.head(name) }
        #expect(error?.message.contains("hunter2") == false)
        await storage.close()
    }

    @Test func onlyThePinnedServerIsTrusted() async throws {
        try await withCertificates { certificates async throws in
            let file = certificates.path("one.leaf")
            let der = try await runProgram("openssl", ["x509", "-in", file, "-outform", "DER"])
            let print = try await runProgram(
                "openssl", ["dgst", "-sha256", "-binary"], input: der.output)
            try await OddServer.run(certificate: certificates) { url async throws in
                for (trust, isTrusted) in [
                    (ClientSettings.Trust.pins([.certificate(print.output)]), true),
                    (.authorities(FilePath(certificates.path("ca.pem"))), true), (.system, false),
                    (.pins([.certificate([UInt8](repeating: 0, count: 32))]), false),
                ] {
                    var access = HTTPAccess.tester
                    access.trust = trust
                    let storage = try storage("\(url)/none", access)
                    if isTrusted {
                        #expect(try await storage.head(name) == nil)
                    } else {
                        await expectStorageError(.untrusted) { _ = try await storage.head(name) }
                    }
                    await storage.close()
                }
            }
        }
    }
}
