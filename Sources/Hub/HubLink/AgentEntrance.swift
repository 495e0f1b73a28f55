internal import AgentProtocol
internal import Domain
package import HTTPServer
package import HubCore
internal import HubDoor
internal import JSON
internal import Store
internal import Values
internal import WebSocket

/// What machines ask a hub: to become agents, to change keys, and for their link. Nobody is signed
/// in here; whoever asks proves a key or brings a token.
package struct AgentEntrance: Sendable {
    private let enrolment: Enrolment
    private let announcements: Announcements
    private let reception: LinkReception
    private let relays: RelayBoard
    private let handovers: Handovers?
    private let program: AgentProgram
    /// Where people reach the hub, where somebody said so.
    private let publicURL: String?

    package init(
        enrolment: Enrolment, announcements: Announcements, reception: LinkReception,
        relays: RelayBoard = RelayBoard(), handovers: Handovers? = nil, program: AgentProgram,
        publicURL: String?
    ) {
        self.enrolment = enrolment
        self.announcements = announcements
        self.reception = reception
        self.relays = relays
        self.handovers = handovers
        self.program = program
        self.publicURL = publicURL
    }

    private static let announcement = PathParameter("announcement", Schema<ID<PendingAgent>>.id())
    /// A form is some keys and names.
    private static let formMax = 16 << 10

    package func addRoutes(to routes: Routes<Call>) {
        routes.add(
            .post, "/agent/v1/enrolments", .page("Become an agent", bodyLimit: Self.formMax),
            takes: EnrolmentForm.schema, gives: Enrolled.schema, status: .created
        ) { call, form in
            try await enrolment.enrol(form, from: Visitor(call.request))
        }
        routes.add(
            .post, "/agent/v1/announcements",
            .page("Announce a machine", bodyLimit: Self.formMax),
            takes: AnnouncementForm.schema, gives: Announced.schema, status: .accepted
        ) { call, form in
            try await announcements.announce(form, from: Visitor(call.request))
        }
        routes.add(
            .post, "/agent/v1/announcements/\(Self.announcement)/proofs",
            .page("Ask what became of an announcement", bodyLimit: Self.formMax),
            takes: AnnouncementProof.schema, gives: AnnouncementAnswer.schema
        ) { call, proof in
            try await announcements.answer(
                to: proof, of: call[Self.announcement], from: Visitor(call.request))
        }
        routes.add(
            .post, "/agent/v1/rotations",
            .page("Change an agent's keys", bodyLimit: Self.formMax),
            takes: RotationForm.schema
        ) { call, form in
            try await enrolment.rotate(form, from: Visitor(call.request))
        }
        routes.add(.get, "/agent/v1/link", .page("Link an agent")) { call in
            try open(call.request)
        }
        routes.add(
            .post, "/agent/v1/streams", .page("Bring a stream", bodyLimit: .max)
        ) { call in
            try await bring(call.request)
        }
        routes.add(
            .post, "/agent/v1/arrivals", .page("Take a stream", bodyLimit: Self.formMax)
        ) { call in
            try await take(call.request)
        }
        addInstallation(to: routes)
    }

    /// A ticket went to one agent over its own link: whoever shows it is that agent.
    private nonisolated(nonsending) func bring(_ request: HTTPRequest) async throws -> HTTPResponse
    {
        let ticket = request.fields[Self.ticket] ?? ""
        let body = request.body
        let relay = relays.take(ticket)
        // A vault may be slow, or away for a while: the agent waits for it as it does in a backup.
        if relay != nil { await body.allowSilence(of: StreamTicket.silenceMax) }
        guard let relay, await relay.bring({ try await body.next() }) else {
            throw Problem(
                .notFound, "not_taken", "Nobody waits for this stream, or not any more.")
        }
        return HTTPResponse(.noContent)
    }

    /// For a machine whose restore needs what another agent reads.
    private nonisolated(nonsending) func take(_ request: HTTPRequest) async throws -> HTTPResponse {
        let unknown = Problem(
            .notFound, "not_given", "There is no such stream for this machine, or not any more.")
        guard let handovers, let nonce = request.fields[Self.nonce].flatMap({ Hex.decode($0) }),
            let content = request.fields[Self.content], ["0", "1"].contains(content)
        else { throw unknown }
        do {
            let stream = try await handovers.begin(
                request.fields[Self.ticket] ?? "", nonce: nonce, hasContent: content == "1")
            return HTTPResponse(
                .ok,
                fields: [
                    .contentType: "application/octet-stream", .cacheControl: "no-store",
                    "X-Accel-Buffering": "no",
                ],
                body: .stream(length: nil) { writer in
                    try await stream.write { try await writer.write($0) }
                })
        } catch let failure as DownloadFailure {
            throw Problem(.conflict, failure.code, failure.message)
        } catch let error as StoreError where error.refusal == .tokenRefused {
            throw unknown
        }
    }

    private static let nonce = HTTPFieldName(Arrival.nonceHeader)
    private static let content = HTTPFieldName(Arrival.contentHeader)
    private static let ticket = HTTPFieldName(StreamTicket.header)

    private static let architecture = PathParameter("architecture", Schema<String>.text(1...40))

    private func addInstallation(to routes: Routes<Call>) {
        routes.add(.get, "/install.sh", .page("Make a machine an agent")) { call in
            try await script(call.request)
        }
        routes.add(
            .get, "/agent/v1/programs/\(Self.architecture)", .page("Get the agent's program")
        ) { call in
            guard try call[Self.architecture] == program.architecture else {
                throw Problem(.notFound, "not_found", "There is no program for such machines.")
            }
            return HTTPResponse(
                .ok, fields: [.contentType: "application/octet-stream"],
                body: .file(try await program.content()))
        }
    }

    private func script(_ request: HTTPRequest) async throws -> HTTPResponse {
        let scheme = request.isSecure ? "https" : "http"
        let address = publicURL ?? request.host.map { "\(scheme)://\($0)" } ?? ""
        let digest = try await program.digest()
        let hub = address.hasSuffix("/") ? String(address.dropLast()) : address
        guard
            let script = InstallScript(
                hub: hub, architecture: program.architecture, digest: "\(digest)")
        else { throw Problem(.badRequest, "malformed", "This is no address of a hub.") }
        return HTTPResponse(
            .ok, fields: [.contentType: "text/x-shellscript; charset=utf-8"],
            body: .bytes(Array(script.text.utf8)))
    }

    private static let lastWord = WebSocketMessage.text(
        String(decoding: Envelope(HubMessage.goodbye(.shuttingDown)).encoded, as: UTF8.self))

    private func open(_ request: HTTPRequest) throws -> HTTPResponse {
        // A browser says where its page is from; no page has business here.
        guard request.fields[.origin] == nil else {
            throw Problem(.forbidden, "foreign_origin", "This is for agents alone.")
        }
        var limits = WebSocketLimits()
        limits.messageBytesMax = ProtocolLimits.agentFrameMax
        let session = LinkSession(
            reception: reception, address: request.client.description,
            whenBelieved: request.vouchForClient)
        return HTTPResponse(
            .switchingProtocols,
            body: .webSocket(
                WebSocketAcceptance(limits: limits, lastWord: Self.lastWord) {
                    await session.run($0)
                }))
    }
}
