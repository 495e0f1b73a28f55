package import AgentProtocol
package import Cryptography
package import Domain
internal import HTTPServer
import JSON
import Synchronization
package import Values

/// Where machines become agents of a test's hub: by one token, or by an announcement that is
/// accepted after it was asked about twice.
package final class TestDoor: Sendable {
    package let hub: ID<Hub>
    package let key = SigningKey.random()
    package let token = "a-token-of-the-test-hub-0123456789"

    private struct State {
        var keys: [AgentKey] = []
        var announced: AgentKey?
        var questions = 0
        var failures = 0
    }

    private let state = Mutex(State())
    private let nonce = [UInt8](repeating: 8, count: 32)

    init(hub: ID<Hub>) {
        self.hub = hub
    }

    /// Keys of the machines that have joined.
    package var keys: [AgentKey] { state.withLock { $0.keys } }

    /// Answers the next requests with 503.
    package func fail(_ times: Int) {
        state.withLock { $0.failures = times }
    }

    package var enrolled: Enrolled {
        Enrolled(
            hub: hub, hubKey: key.verifyingKey.bytes,
            agent: ID(UUID(high: 0x019A_0000_0000_7000, low: 0x8000_0000_0000_0001)),
            tenant: ID(UUID(high: 4, low: 4)), name: "web")
    }

    /// nil for what is no request to become an agent.
    func answer(_ request: HTTPRequest) async -> HTTPResponse? {
        guard request.method == .post else { return nil }
        let isFailing = state.withLock { state in
            defer { state.failures = max(0, state.failures - 1) }
            return state.failures > 0
        }
        if isFailing { return HTTPResponse(.serviceUnavailable) }
        do {
            let body = try await request.body.collect(limit: 1 << 16)
            if request.path == EnrolmentForm.path { return try enrol(body) }
            if request.path == AnnouncementForm.path { return try announce(body) }
            if request.path == RotationForm.path { return try rotate(body) }
            return try prove(body)
        } catch {
            return Self.problem("malformed", "\(error)")
        }
    }

    private func enrol(_ body: [UInt8]) throws -> HTTPResponse {
        let form = try EnrolmentForm.schema.decode(body)
        let statement = EnrolmentProof.enrolment(key: form.introduction.key, token: form.token)
        guard verifies(form.introduction.key, form.signature, statement) else {
            return Self.problem("signature_refused", "Not signed by the key it names.")
        }
        guard form.token.text == token else {
            return Self.problem("token_refused", "This token lets nobody join.")
        }
        state.withLock { $0.keys.append(form.introduction.key) }
        return Self.ok(Enrolled.schema.encode(enrolled))
    }

    /// As a hub: the old keys have to be an agent's, and both sign.
    private func rotate(_ body: [UInt8]) throws -> HTTPResponse {
        let form = try RotationForm.schema.decode(body)
        let statement = EnrolmentProof.rotation(
            hub: hub, agent: form.agent, from: form.old, to: form.new)
        guard verifies(form.old, form.oldSignature, statement),
            verifies(form.new, form.newSignature, statement)
        else { return Self.problem("signature_refused", "Not signed by the keys it names.") }
        let isKnown = state.withLock { state in
            if state.keys.last == form.new { return true }
            guard state.keys.isEmpty || state.keys.last == form.old else { return false }
            state.keys.append(form.new)
            return true
        }
        return isKnown
            ? HTTPResponse(.noContent)
            : Self.problem("key_moved", "These keys are not the agent's any more.")
    }

    private func announce(_ body: [UInt8]) throws -> HTTPResponse {
        let form = try AnnouncementForm.schema.decode(body)
        state.withLock { $0.announced = form.introduction.key }
        return Self.ok(
            Announced.schema.encode(
                Announced(
                    hub: hub, announcement: ID(UUID(high: 5, low: 5)), nonce: nonce,
                    expires: Timestamp(seconds: 4_000_000_000))))
    }

    private func prove(_ body: [UInt8]) throws -> HTTPResponse {
        let proof = try AnnouncementProof.schema.decode(body)
        let statement = EnrolmentProof.announcement(
            hub: hub, ID(UUID(high: 5, low: 5)), nonce: nonce)
        let (announced, isDecided) = state.withLock { state in
            state.questions += 1
            return (state.announced, state.questions > 2)
        }
        guard let announced, verifies(announced, proof.signature, statement) else {
            return Self.problem("signature_refused", "Not signed by the key it names.")
        }
        guard isDecided else {
            return Self.ok(
                AnnouncementAnswer.schema.encode(.waiting(again: .seconds(1))))
        }
        state.withLock { $0.keys.append(announced) }
        return Self.ok(AnnouncementAnswer.schema.encode(.enrolled(enrolled)))
    }

    private func verifies(_ key: AgentKey, _ signature: [UInt8], _ statement: [UInt8]) -> Bool {
        VerifyingKey(bytes: key.signing)?.verifies(signature, of: statement) ?? false
    }

    private static func ok(_ body: [UInt8]) -> HTTPResponse {
        HTTPResponse(
            .created, fields: [.contentType: "application/json"], body: .bytes(body))
    }

    private static func problem(_ code: String, _ detail: String) -> HTTPResponse {
        let json: JSON = ["code": .string(code), "detail": .string(detail)]
        return HTTPResponse(
            .conflict, fields: [.contentType: "application/problem+json"],
            body: .bytes(Array("\(json)".utf8)))
    }
}
