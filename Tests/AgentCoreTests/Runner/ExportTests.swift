import AgentProtocol
import AgentSupport
import Cryptography
import Domain
import Host
import Synchronization
import TestSupport
import Testing
import Transport
import Values

@testable import AgentCore

/// Files of a snapshot on their way to a person, over HTTP requests of their own.
@Suite(.timeLimit(.minutes(10))) struct ExportTests {
    private func withScene(
        data: String = "echo unmistakable >one; mkdir in; echo two >in/two",
        streams: (any StreamSending)? = nil,
        _ body:
            @escaping @Sendable (TestAgent, TestHub, ConfiguredVault, String) async throws ->
            Void
    ) async throws {
        try await TestHub.with { hub in
            try await withScratchFolder { scratch in
                let loop = try EventLoop(name: "streams")
                try loop.start()
                defer { loop.stop() }
                let sending =
                    try streams
                    ?? HubStreams(to: HubAddress(hub.url), trust: { .system }, loop: loop)
                let agent = try await TestAgent(in: scratch, of: hub, streams: sending)
                let made = try await runProgram("sh", ["-ec", "cd \(scratch)/data; \(data)"])
                #expect(made.status == 0, "\(made.errorText)")
                let vault = try await agent.keyedVault(7)
                try await agent.make(vault)
                let backup = RunOrder(
                    attempt: RunAttempt(run: number(50), attempt: 1, fence: 1), kind: .backup,
                    source: source(paths: ["\(scratch)/data"]), vaults: [vault])
                try await agent.run {
                    try await agent.complete(backup)
                    try await body(agent, hub, vault, try await agent.stored(number(50)))
                }
                await agent.close()
            }
        }
    }

    private func order(
        _ run: UInt64, _ vault: ConfiguredVault, _ snapshot: String, _ paths: [String],
        _ ticket: StreamTicket
    ) -> RunOrder {
        RunOrder(
            attempt: RunAttempt(run: number(run), attempt: 1, fence: 1), kind: .export,
            vaults: [vault], snapshot: snapshot, destination: .download, paths: paths,
            stream: ticket)
    }

    @Test(arguments: [
        (StreamTicket.Form.file, "data/one", "cat stream", "unmistakable\n"),
        (
            .tar, "data", "tar -xf stream; cat $(find . -name one -o -name two | sort)",
            "two\nunmistakable\n"
        ),
        (.zip, "data/in", "unzip -q stream; cat $(find . -name two)", "two\n"),
    ])
    func whatAPersonAskedForComesWhole(
        form: StreamTicket.Form, path: String, script: String, content: String
    ) async throws {
        try await withScene { agent, hub, vault, snapshot in
            let ticket = hub.streams.ticket(form)
            let path = "\(agent.scratch)/\(path)"
            let export = order(51, vault, snapshot, [path], ticket)
            let story = try await agent.complete(export)
            #expect(story.last == "ended succeeded", "\(story)")
            let bytes = try #require(hub.streams.content(of: ticket))
            try await withScratchFolder { folder in
                try await blocking {
                    try DurableFile.replace(FilePath("\(folder)/stream"), with: bytes)
                }
                let seen = try await runProgram("sh", ["-ec", "cd \(folder); \(script)"])
                #expect(seen.text == content, "\(seen.errorText)")
            }
            // A ticket is good once.
            let again = order(52, vault, snapshot, [path], ticket)
            let end = try await agent.complete(again)
            #expect(end.contains("failed ticket_refused"), "\(end)")
            // Nothing of it was staged.
            let left = try await runProgram(
                "grep", ["-rl", "unmistakable", "\(agent.scratch)/agent"])
            #expect(left.text.isEmpty)
        }
    }

    @Test func whatIsNotThereOrDamagedBreaksOff() async throws {
        try await withScene(data: "head -c 3000000 /dev/urandom >big") {
            agent, hub, vault, snapshot in
            let missing = order(
                51, vault, snapshot, ["/nowhere"], hub.streams.ticket(.file))
            var story = try await agent.complete(missing)
            #expect(story.last == "ended failed", "\(story)")
            let damage = try await runProgram(
                "sh",
                [
                    "-ec",
                    """
                    part=$(find \(agent.scratch)/vaults -name 'payload*')
                    chmod u+w $part
                    printf XXXXXXXX | dd of=$part bs=8 seek=250000 conv=notrunc 2>/dev/null
                    """,
                ])
            #expect(damage.status == 0)
            let ticket = hub.streams.ticket(.tar)
            let broken = order(52, vault, snapshot, [], ticket)
            story = try await agent.complete(broken)
            #expect(story.last == "ended failed", "\(story)")
            #expect(hub.streams.content(of: ticket) == nil)
        }
    }

    /// Takes some of a stream and waits.
    private final class SlowStreams: StreamSending {
        let taken = Mutex(0)
        let (gate, open) = AsyncStream<Void>.makeStream()
        let (pauses, paused) = AsyncStream<Void>.makeStream()

        func send(
            _ ticket: StreamTicket, _ next: @escaping @Sendable () async throws -> [UInt8]?
        ) async throws {
            if let first = try await next() { taken.withLock { $0 += first.count } }
            paused.finish()
            for await _ in gate {}
            while let more = try await next() { taken.withLock { $0 += more.count } }
        }

        func take(
            _ arrival: Arrival, nonce: [UInt8], hasContent: Bool,
            _ piece: @Sendable ([UInt8]) async throws -> Void
        ) async throws {}
    }

    @Test func nothingIsReadThatNobodyTakes() async throws {
        let slow = SlowStreams()
        try await withScene(data: "head -c 120000000 /dev/urandom >big", streams: slow) {
            agent, hub, vault, snapshot in
            let export = order(
                51, vault, snapshot, ["\(agent.scratch)/data/big"],
                StreamTicket("a-ticket-of-nobody-at-all-0123456789", form: .file))
            async let ended = agent.complete(export)
            for await _ in slow.pauses {}
            // As much as lies in pipes and read-ahead (up to eight frames), and by far not all.
            let read = await agent.runner.progress().map(\.transferred.bytes).max() ?? 0
            #expect(read < 60_000_000)
            slow.open.finish()
            let story = try await ended
            #expect(story.last == "ended succeeded", "\(story)")
            #expect(slow.taken.withLock { $0 } == 120_000_000)
        }
    }

    @Test func aCancelledExportEnds() async throws {
        let slow = SlowStreams()
        try await withScene(data: "head -c 9000000 /dev/urandom >big", streams: slow) {
            agent, hub, vault, snapshot in
            let export = order(
                51, vault, snapshot, ["\(agent.scratch)/data/big"],
                StreamTicket("a-ticket-of-nobody-at-all-0123456789", form: .file))
            async let ended = agent.complete(export)
            for await _ in slow.pauses {}
            try await agent.runner.cancel(export.attempt)
            let story = try await ended
            #expect(story.last == "ended cancelled", "\(story)")
        }
    }
}
