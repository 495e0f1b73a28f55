internal import HTTPClient
internal import HTTPStorage
internal import Storage
internal import Synchronization

/// What a server can do, found out by trying once: what it says of itself in `OPTIONS` is often
/// what its software could do and not what it is set up for.
final class WebDAVAbilities: Sendable {
    private let moves = Mutex<Bool?>(nil)

    /// Whether a `MOVE` without `Overwrite` works, tried with an empty draft.
    func canMove(_ tree: WebDAVTree) async throws -> Bool {
        if let known = moves.withLock({ $0 }) { return known }
        try await tree.prepare()
        try await tree.makeDrafts()
        let (from, to) = (tree.draftURL(), tree.draftURL())
        let put = try await tree.remote.send(ClientRequest("PUT", from), .short)
        try await put.finish()
        guard put.isSuccess else { throw put.failure() }
        var request = ClientRequest("MOVE", from)
        request.headers = [ClientHeader("Destination", to), ClientHeader("Overwrite", "F")]
        let reply = try await tree.remote.send(request, .short)
        try await reply.finish()
        try await tree.delete(reply.isSuccess ? to : from, nil)
        switch reply.status {
        case 200..<300: break
        // Offered by nobody, or not to us.
        case 400, 403, 405, 501: break
        default: throw reply.failure()
        }
        moves.withLock { $0 = reply.isSuccess }
        return reply.isSuccess
    }
}
