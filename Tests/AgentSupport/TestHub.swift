package import AgentProtocol
package import Cryptography
package import Domain
import HTTPServer
import Host
import Synchronization
package import Transport
package import Values
import WebSocket

/// A hub that says what a test tells it to say, over real WebSockets. It keeps the protocol where
/// nobody tells it otherwise, and breaks it on request.
package final class TestHub: Sendable {
    package let id: ID<Hub>
    package let key: SigningKey
    package let incarnation: ID<Incarnation>
    /// Where it listens, once it does.
    package let address: SocketAddress

    /// What it has committed.
    package let ledger: TestLedger
    /// Where machines become its agents.
    package let door: TestDoor
    /// What its agents send to it.
    package let streams: TestStreams

    private let links: AsyncStream<TestLink>

    fileprivate init(
        _ door: TestDoor, _ ledger: TestLedger, _ streams: TestStreams,
        incarnation: ID<Incarnation>,
        address: SocketAddress, links: AsyncStream<TestLink>
    ) {
        id = door.hub
        key = door.key
        self.door = door
        self.ledger = ledger
        self.streams = streams
        self.incarnation = incarnation
        self.address = address
        self.links = links
    }

    package var url: String { url(isSecure: false) }

    package func url(isSecure: Bool) -> String {
        switch address {
        case .ip: "\(isSecure ? "https" : "http")://\(address)"
        case .unix(let path): "unix:\(path)"
        }
    }

    /// The next link that an agent opens, before anything was said.
    package func nextLink() async throws -> TestLink {
        for await link in links { return link }
        throw CancellationError()
    }

    /// The next link with its greeting done.
    package func greet(
        agent key: VerifyingKey, received: (@Sendable (Hello) -> [Received])? = nil,
        standing: AgentStanding = .active
    ) async throws -> (link: TestLink, hello: Hello) {
        let link = try await nextLink()
        let hello = try await link.greet(
            as: self, agent: key, received: received ?? ledger.received, standing: standing)
        return (link, hello)
    }

    /// Signs a configuration as the hub's own.
    package func sign(_ configuration: AgentConfiguration) -> SignedConfiguration {
        SignedConfiguration.sign(configuration) { key.sign($0) }
    }

    /// Lends a hub that listens at an address.
    package static func with<Result>(
        at address: SocketAddress = .ip(.loopback, port: 0), tls: TLSServer? = nil,
        _ body: (TestHub) async throws -> Result
    ) async throws -> Result {
        let loop = try EventLoop(name: "test hub")
        try loop.start()
        defer { loop.stop() }
        let (links, continuation) = AsyncStream<TestLink>.makeStream()
        let door = TestDoor(hub: ID(UUID(high: 2, low: 2)))
        let ledger = TestLedger()
        let streams = TestStreams()
        var limits = HTTPServerLimits()
        limits.headTimeout = .seconds(300)
        let server = HTTPServer(on: [loop], limits: limits) { request in
            if let answer = await streams.answer(request) { return answer }
            if let answer = await door.answer(request) { return answer }
            let acceptance = WebSocketAcceptance { socket in
                let link = TestLink(socket, ledger)
                continuation.yield(link)
                await link.serve()
            }
            return HTTPResponse(.switchingProtocols, body: .webSocket(acceptance))
        }
        let listening = try await server.listen(at: address, tls: tls)
        let hub = TestHub(
            door, ledger, streams, incarnation: ID(UUID(high: 3, low: 3)), address: listening,
            links: links)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await server.run() }
            defer {
                continuation.finish()
                group.cancelAll()
            }
            return try await body(hub)
        }
    }
}

/// One link of an agent to a test's hub. It is read from all the time, so that an agent that says
/// goodbye is answered also while the test is busy with something else.
package final class TestLink: Sendable {
    private let socket: WebSocket
    private let ledger: TestLedger
    private let inbox = AsyncThrowingStream<WebSocketMessage, any Error>.makeStream()
    private let done = AsyncStream<Void>.makeStream()
    private let state = Mutex<[AgentMessage]>([])

    fileprivate init(_ socket: WebSocket, _ ledger: TestLedger) {
        self.socket = socket
        self.ledger = ledger
    }

    /// Reads until the test or the agent hangs up.
    fileprivate func serve() async {
        await withTaskGroup { group in
            group.addTask { await self.read() }
            group.addTask { for await _ in self.done.stream {} }
            await group.next()
            group.cancelAll()
        }
    }

    private func read() async {
        do {
            while let message = try await socket.receive() { inbox.continuation.yield(message) }
            inbox.continuation.finish()
        } catch {
            inbox.continuation.finish(throwing: error)
        }
    }

    /// Hangs up without a word.
    package func drop() {
        done.continuation.finish()
    }

    /// Everything that was heard.
    package var heard: [AgentMessage] { state.withLock { $0 } }

    /// Every record that was heard.
    package var records: [JournalRecord] {
        heard.flatMap { message -> [JournalRecord] in
            if case .records(let batch) = message { batch.records } else { [] }
        }
    }

    package func send(_ message: HubMessage, asks: Int64? = nil) async throws {
        let envelope = Envelope(message, asks: asks)
        try await send(String(decoding: envelope.encoded, as: UTF8.self))
    }

    /// Anything at all.
    package func send(_ text: String) async throws {
        try await socket.send(.text(text))
    }

    package func send(_ bytes: [UInt8]) async throws {
        try await socket.send(.binary(bytes))
    }

    /// The next message; nil when the agent hung up.
    package func receive() async throws -> Envelope<AgentMessage>? {
        var messages = inbox.stream.makeAsyncIterator()
        guard case .text(let text)? = try await messages.next() else { return nil }
        let envelope = try Envelope<AgentMessage>(parsing: Array(text.utf8))
        state.withLock { $0.append(envelope.message) }
        return envelope
    }

    /// Listens until a message satisfies a test; acknowledges records meanwhile.
    @discardableResult
    package func wait(
        acknowledging: Bool = true, until isIt: (AgentMessage) -> Bool
    ) async throws -> AgentMessage {
        while let envelope = try await receive() {
            if acknowledging, case .records(let batch) = envelope.message {
                try await send(.received(ledger.commit(batch)))
            }
            if case .ping(let ping) = envelope.message {
                try await send(.pong(Pong(asked: ping.time, time: ping.time)))
            }
            if isIt(envelope.message) { return envelope.message }
        }
        throw WebSocketError(.closed, "the agent hung up")
    }

    /// Says everything a hub says at the beginning.
    package func greet(
        as hub: TestHub, agent key: VerifyingKey,
        received: (Hello) -> [Received] = { _ in [] }, standing: AgentStanding = .active,
        signing: SigningKey? = nil
    ) async throws -> Hello {
        let nonce = SecureRandom.bytes(LinkProof.nonceSize)
        let time = Timestamp(seconds: 1_763_683_200)
        try await send(.challenge(Challenge(hub: hub.id, nonce: nonce, time: time)))
        guard case .hello(let hello)? = try await receive()?.message else {
            throw WebSocketError(.closed, "the agent said no hello")
        }
        let proof = LinkProof(
            hub: hub.id, agent: hello.agent, incarnation: hello.incarnation, hubNonce: nonce,
            agentNonce: hello.nonce)
        guard key.verifies(hello.signature, of: proof.bytes(signedBy: .agent)) else {
            throw WebSocketError(.refused, "the agent did not prove its key")
        }
        let signature = (signing ?? hub.key).sign(proof.bytes(signedBy: .hub))
        try await send(
            .welcome(
                Welcome(
                    signature: signature, hubIncarnation: hub.incarnation, time: time,
                    standing: standing, received: received(hello), heartbeat: .seconds(15))))
        return hello
    }
}
