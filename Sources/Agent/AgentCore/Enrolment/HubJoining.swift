package import AgentProtocol
internal import Cryptography
internal import Domain
internal import HTTPClient
package import Host
internal import JSON
package import Transport
internal import Values

/// How a machine becomes an agent: by a token, or by announcing itself and waiting for a person.
/// Whatever gets no answer is asked again, with the very same words, and nothing happens twice.
package struct HubJoining: Sendable {
    private let address: HubAddress
    private let client: HTTPClient
    private let timer: any Clock<Duration>

    private static let answerMax = ByteCount.kibibytes(64)
    private static let waits = Backoff(first: .seconds(1), longest: .seconds(30))
    /// A hub that is being restarted is back by then.
    private static let triesMax = 6

    /// - Parameter trust: Whom to believe over TLS; a pinned authority only counts for links.
    package init(
        to address: HubAddress, trust: TLSTrust, loop: EventLoop,
        timer: any Clock<Duration> = ContinuousClock()
    ) {
        self.address = address
        self.timer = timer
        client = HTTPClient(loop: loop, settings: ClientSettings(for: address, trust))
    }

    package func close() async {
        await client.close()
    }

    /// Joins with a token.
    package func enrol(
        _ introduction: Introduction, _ keys: AgentKeys, token: EnrolmentToken
    ) async throws -> Enrolled {
        let proof = EnrolmentProof.enrolment(key: introduction.key, token: token)
        let form = EnrolmentForm(
            introduction: introduction, token: token, signature: keys.signing.sign(proof))
        return try await post(
            EnrolmentForm.path, EnrolmentForm.schema.encode(form), Enrolled.schema)
    }

    /// Announces this machine; a person decides.
    package func announce(_ introduction: Introduction) async throws -> Announced {
        let form = AnnouncementForm(introduction: introduction)
        return try await post(
            AnnouncementForm.path, AnnouncementForm.schema.encode(form), Announced.schema)
    }

    /// Asks what became of an announcement, and shows that it was this machine's.
    package func ask(
        _ announced: Announced, _ keys: AgentKeys
    ) async throws -> AnnouncementAnswer {
        let statement = EnrolmentProof.announcement(
            hub: announced.hub, announced.announcement, nonce: announced.nonce)
        let proof = AnnouncementProof(signature: keys.signing.sign(statement))
        let answer = try await post(
            AnnouncementProof.path(of: announced.announcement),
            AnnouncementProof.schema.encode(proof), AnnouncementAnswer.schema)
        // Whoever was announced to is whoever is joined.
        if case .enrolled(let enrolled) = answer, enrolled.hub != announced.hub {
            throw LinkError(.foreignHub, "Another hub answered than the one that was announced to.")
        }
        return answer
    }

    /// Tells the hub of other keys, signed by the old ones and the new. When they are the agent's
    /// already, that is a success.
    package func rotate(_ identity: AgentIdentity, to next: AgentKeys) async throws {
        let (old, new) = (identity.keys.key, next.key)
        let statement = EnrolmentProof.rotation(
            hub: identity.hub, agent: identity.agent, from: old, to: new)
        let form = RotationForm(
            agent: identity.agent, old: old, new: new,
            oldSignature: identity.keys.signing.sign(statement),
            newSignature: next.signing.sign(statement))
        _ = try await insist(RotationForm.path, RotationForm.schema.encode(form))
    }

    // MARK: Requests

    private func post<Answer: Sendable>(
        _ path: String, _ body: [UInt8], _ schema: Schema<Answer>
    ) async throws -> Answer {
        let answer = try await insist(path, body)
        do {
            return try schema.decode(answer)
        } catch {
            throw LinkError(
                .misbehaved, "What answers there does not speak as a hub does.",
                advice: "Make sure that the address is that of a Holdfast hub.")
        }
    }

    /// Asks until there is an answer.
    private func insist(_ path: String, _ body: [UInt8]) async throws -> [UInt8] {
        var tries = 1
        while true {
            do {
                return try await send(path, body)
            } catch let error as ClientError
                where error.disposition == .retryable && tries < Self.triesMax
            {
                try await timer.sleep(for: Self.waits.wait(after: tries))
                tries += 1
            }
        }
    }

    private func send(_ path: String, _ body: [UInt8]) async throws -> [UInt8] {
        var request = ClientRequest("POST", address.origin + path)
        request.headers = [
            ClientHeader("Content-Type", "application/json"),
            ClientHeader("Accept", "application/json"),
        ]
        request.body = .bytes(body)
        request.timeouts = Timeouts(total: .seconds(60))
        let response = try await client.send(request)
        let answer = try await response.body.collect(limit: Self.answerMax)
        guard !(200...299).contains(response.status) else { return answer }
        if let refusal = JoiningRefusal(answer) { throw refusal }
        throw ClientError(
            response.status >= 500 ? .server : .rejected,
            "the hub answers with status \(response.status)", status: response.status)
    }
}

/// Why a hub does not take a machine, in its own words.
package struct JoiningRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// As in `token_refused`.
    package let code: String
    package let message: String

    /// From problem details; nil for what is none, or might go well the next time.
    init?(_ problem: [UInt8]) {
        let codes = [
            "token_refused", "signature_refused", "agent_revoked", "too_many_announcements",
            "version_mismatch", "key_moved", "not_found",
        ]
        guard let json = try? JSON(parsing: problem),  // Anything else answered.
            let code = json["code"]?.text, codes.contains(code)
        else { return nil }
        self.code = code
        message = (json["detail"]?.text ?? json["title"]?.text ?? code).fitForRecords
    }

    package var description: String { message }
}
