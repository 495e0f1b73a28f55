import AgentProtocol
import Cryptography
import Domain
import Host
import StoreSupport
import Values
import WebSocket

@testable import HubLink

/// A machine with keys, which does what an agent does.
struct TestMachine: Sendable {
    let hostName: String
    var signing = SigningKey.random()
    var sealing = BoxPrivateKey.random()
    /// What it says it can open instead.
    var claimedSealing: [UInt8]?
    var enrolled: Enrolled?

    init(_ hostName: String = "web") {
        self.hostName = hostName
    }

    var key: AgentKey {
        guard
            let key = AgentKey(
                signing: signing.verifyingKey.bytes,
                sealing: claimedSealing ?? sealing.publicKey.bytes)
        else { preconditionFailure("keys have 32 bytes") }
        return key
    }

    var id: ID<Agent> { enrolled?.agent ?? Sample.id() }

    func introduction(speaks: ProtocolVersions = .ours) -> Introduction {
        Introduction(
            speaks: speaks, key: key, hostName: hostName, program: "holdfast 1.0.0",
            system: "Debian GNU/Linux 12", architecture: "x86_64")
    }

    func enrolment(by token: String, speaks: ProtocolVersions = .ours) -> EnrolmentForm {
        let token = EnrolmentToken(token)
        return EnrolmentForm(
            introduction: introduction(speaks: speaks), token: token,
            signature: signing.sign(EnrolmentProof.enrolment(key: key, token: token)))
    }

    func proof(of announced: Announced) -> AnnouncementProof {
        AnnouncementProof(
            signature: signing.sign(
                EnrolmentProof.announcement(
                    hub: announced.hub, announced.announcement, nonce: announced.nonce)))
    }

    /// New keys, and the form that asks for them.
    func rotated(
        at hub: ID<Hub>, claiming sealing: [UInt8]? = nil
    ) -> (machine: TestMachine, form: RotationForm) {
        var next = self
        next.claimedSealing = sealing
        next.signing = .random()
        next.sealing = .random()
        let statement = EnrolmentProof.rotation(hub: hub, agent: id, from: key, to: next.key)
        return (
            next,
            RotationForm(
                agent: id, old: key, new: next.key, oldSignature: signing.sign(statement),
                newSignature: next.signing.sign(statement))
        )
    }

    func hello(
        to link: TestLink, incarnation: ID<Incarnation> = Sample.id(), recorded: Int64 = 0,
        journals: [JournalSpan] = [], runs: [RunClaimed] = [], hubNonce: [UInt8]? = nil
    ) -> Hello {
        let nonce = SecureRandom.bytes(LinkProof.nonceSize)
        let proof = LinkProof(
            hub: link.challenge.hub, agent: id, incarnation: incarnation,
            hubNonce: hubNonce ?? link.challenge.nonce, agentNonce: nonce)
        return Hello(
            program: "holdfast 1.0.0", agent: id, incarnation: incarnation, nonce: nonce,
            signature: signing.sign(proof.bytes(signedBy: .agent)), time: Sample.now,
            recorded: recorded, journals: journals, hubIncarnation: nil, configuration: nil,
            capabilities: Capabilities(
                sources: [.files], formats: [.archive], isWorker: false, capacity: 2), runs: runs)
    }

    /// Whether the hub signed the link that began with this hello.
    func believes(_ welcome: Welcome, to hello: Hello, on link: TestLink) -> Bool {
        let proof = LinkProof(
            hub: link.challenge.hub, agent: id, incarnation: hello.incarnation,
            hubNonce: link.challenge.nonce, agentNonce: hello.nonce)
        return enrolled.flatMap { VerifyingKey(bytes: $0.hubKey) }?.verifies(
            welcome.signature, of: proof.bytes(signedBy: .hub)) ?? false
    }
}

/// The agent's end of a link.
struct TestLink: Sendable {
    let socket: WebSocket
    var challenge = Challenge(hub: Sample.id(), nonce: [], time: Sample.now)

    func say(_ message: AgentMessage) async throws {
        try await send(Envelope(message).encoded)
    }

    func send(_ frame: [UInt8]) async throws {
        try await socket.send(.text(String(decoding: frame, as: UTF8.self)))
    }

    /// The next word of the hub; nil when it hung up.
    func next() async throws -> HubMessage? {
        guard case .text(let text)? = try await socket.receive() else { return nil }
        return try Envelope<HubMessage>(parsing: Array(text.utf8)).message
    }

    /// The next word that is no ping, which is answered.
    func nextAnsweringPings() async throws -> HubMessage? {
        while let message = try await next() {
            guard case .ping(let ping) = message else { return message }
            try await say(.pong(Pong(asked: ping.time, time: ping.time)))
        }
        return nil
    }

    /// Why the hub ends the link, passing over whatever else it says.
    func goodbye() async throws -> String? {
        while let message = try await next() {
            if case .goodbye(let goodbye) = message { return goodbye.code }
        }
        return nil
    }

    func welcome() async throws -> Welcome? {
        while let message = try await next() {
            if case .welcome(let welcome) = message { return welcome }
            if case .goodbye = message { return nil }
        }
        return nil
    }
}

/// Something else came than a test waits for.
struct Unexpected: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
