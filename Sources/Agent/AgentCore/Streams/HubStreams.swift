package import AgentProtocol
internal import Domain
package import HTTPClient
package import Host
internal import JSON
package import Transport
internal import Values

/// Where an export goes, and where a restore gets what another agent exports for it.
package protocol StreamSending: Sendable {
    /// - Parameter next: The next piece, and nil at the end. What it throws cuts the stream off.
    func send(
        _ ticket: StreamTicket, _ next: @escaping @Sendable () async throws -> [UInt8]?
    ) async throws

    /// - Parameters:
    ///   - nonce: What whoever sends has to sign.
    ///   - hasContent: Whether more is wanted than what the entries are.
    ///   - piece: Takes one piece after the other.
    func take(
        _ arrival: Arrival, nonce: [UInt8], hasContent: Bool,
        _ piece: @Sendable ([UInt8]) async throws -> Void
    ) async throws
}

/// Streams to the hub, each on an HTTP request of its own.
package struct HubStreams: StreamSending {
    private let address: HubAddress
    private let trust: @Sendable () -> TLSTrust
    private let loop: EventLoop

    package init(
        to address: HubAddress, trust: @escaping @Sendable () -> TLSTrust, loop: EventLoop
    ) {
        self.address = address
        self.trust = trust
        self.loop = loop
    }

    package func send(
        _ ticket: StreamTicket, _ next: @escaping @Sendable () async throws -> [UInt8]?
    ) async throws {
        let client = HTTPClient(loop: loop, settings: ClientSettings(for: address, trust()))
        var request = ClientRequest("POST", address.origin + StreamTicket.path)
        request.headers = [
            ClientHeader(StreamTicket.header, ticket.text),
            ClientHeader("Content-Type", ticket.form.contentType),
        ]
        request.body = .stream(length: nil, next: next)
        request.timeouts = Timeouts(total: nil, stall: StreamTicket.silenceMax)
        do {
            let response = try await client.send(request)
            await client.close()
            guard response.failure != nil else { return }
        } catch {
            await client.close()
            throw error
        }
        throw Refused(code: "ticket_refused", "The hub does not take this stream any more.")
    }

    package func take(
        _ arrival: Arrival, nonce: [UInt8], hasContent: Bool,
        _ piece: @Sendable ([UInt8]) async throws -> Void
    ) async throws {
        let client = HTTPClient(loop: loop, settings: ClientSettings(for: address, trust()))
        var request = ClientRequest("POST", address.origin + Arrival.path)
        request.headers = [
            ClientHeader(StreamTicket.header, arrival.ticket),
            ClientHeader(Arrival.nonceHeader, Hex.encode(nonce)),
            ClientHeader(Arrival.contentHeader, hasContent ? "1" : "0"),
        ]
        request.body = .bytes([])
        request.timeouts = Timeouts(total: nil, stall: StreamTicket.silenceMax)
        do {
            let response = try await client.send(request)
            guard response.failure == nil else { throw await Self.refusal(response) }
            for try await bytes in response.body { try await piece(bytes) }
            await client.close()
        } catch {
            await client.close()
            throw error
        }
    }

    /// Why there is nothing to take, in the hub's words or in those of whoever was to send it.
    private static func refusal(_ response: ClientResponse) async -> Refused {
        let unknown = Refused(
            code: "ticket_refused", "The hub does not know this stream any more; begin again.")
        do {
            let problem = try JSON(
                parsing: try await response.body.collect(limit: .kibibytes(64)))
            guard response.status == 409, let code = problem["code"]?.text,
                let detail = problem["detail"]?.text
            else { return unknown }
            return Refused(code: code, detail.fitForRecords)
        } catch {
            return unknown
        }
    }
}

extension StreamTicket.Form {
    fileprivate var contentType: String {
        switch self {
        case .file: "application/octet-stream"
        case .tar: "application/x-tar"
        case .zip: "application/zip"
        }
    }
}

extension ClientSettings {
    /// For requests to a hub.
    package init(for address: HubAddress, _ trust: TLSTrust) {
        self.init()
        if case .unix(let path) = address.server {
            unixSocket = FilePath(path)
            proxy = .none
        }
        if case .pins(let pins) = trust { self.trust = ClientSettings.Trust(pins) }
    }
}

extension ClientSettings.Trust {
    /// A pinned authority only counts for links.
    package init(_ pins: Set<TLSPin>) {
        self = .pins(
            pins.compactMap { pin in
                switch pin.subject {
                case .leaf: .certificate(pin.sha256)
                case .publicKey: .publicKey(pin.sha256)
                case .authority: nil
                }
            })
    }
}
