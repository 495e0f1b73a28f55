package import AgentProtocol
import HTTPServer
import Synchronization
import Values

/// Streams that agents send to a test's hub, each by a ticket that is good once.
package final class TestStreams: Sendable {
    private struct State {
        var open: Set<String> = []
        var whole: [String: [UInt8]] = [:]
        var torn = 0
        var given = 0
    }

    private let state = Mutex(State())

    init() {}

    /// Gives out a ticket.
    package func ticket(_ form: StreamTicket.Form) -> StreamTicket {
        state.withLock { state in
            let text = "a-ticket-of-the-test-hub-0123456789-\(state.given)"
            state.given += 1
            state.open.insert(text)
            return StreamTicket(text, form: form)
        }
    }

    /// What came by a ticket; nil where it did not come whole.
    package func content(of ticket: StreamTicket) -> [UInt8]? {
        state.withLock { $0.whole[ticket.text] }
    }

    /// How many streams broke off.
    package var torn: Int { state.withLock { $0.torn } }

    /// nil for what is no stream.
    func answer(_ request: HTTPRequest) async -> HTTPResponse? {
        guard request.method == .post, request.path == StreamTicket.path else { return nil }
        let ticket = request.fields["Holdfast-Ticket"] ?? ""
        guard state.withLock({ $0.open.remove(ticket) }) != nil else {
            return HTTPResponse(.notFound)
        }
        do {
            let content = try await request.body.collect(limit: 64 << 20)
            state.withLock { $0.whole[ticket] = content }
            return HTTPResponse(.noContent)
        } catch {
            state.withLock { $0.torn += 1 }
            return HTTPResponse(.badRequest)
        }
    }
}
