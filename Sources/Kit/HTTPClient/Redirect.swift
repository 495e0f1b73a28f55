/// Decides what a redirect leads to.
struct Redirect {
    /// Browsers allow twenty; more than a few is a loop.
    static let hopsMax = 5

    /// What may be told to a stranger.
    private static let harmless = ["accept", "accept-encoding", "accept-language", "range"]

    let request: ClientRequest
    let status: Int
    let location: String?

    /// The next request; nil when this is a response like any other.
    func next() throws(ClientError) -> ClientRequest? {
        guard [301, 302, 303, 307, 308].contains(status), request.redirects != .never,
            let location
        else { return nil }
        let from = try URLParts(request.url)
        let to = try URLParts(location, relativeTo: from)
        var next = request
        next.url = to.url
        try changeMethod(of: &next)
        guard to.origin != from.origin else { return next }
        guard request.redirects == .anyOrigin else {
            throw ClientError(
                .rejected, "the server redirects to another origin, \(to.origin)", status: status)
        }
        guard from.scheme != "https" || to.scheme == "https" else {
            throw ClientError(
                .rejected, "the server redirects from https to http", status: status)
        }
        next.credentials = nil
        next.headers.removeAll { header in
            !Self.harmless.contains { header.isNamed($0) }
        }
        return next
    }

    /// RFC 9110 section 15.4: 303 always becomes a GET; 301 and 302 do so for a POST, as everybody
    /// does; 307 and 308 repeat what was sent.
    private func changeMethod(of next: inout ClientRequest) throws(ClientError) {
        let becomesGet =
            status == 303 && request.method != "HEAD"
            || [301, 302].contains(status) && request.method == "POST"
        if becomesGet {
            next.method = "GET"
            next.body = .none
            next.headers.removeAll { $0.isNamed("Content-Type") }
            return
        }
        if case .stream = request.body {
            throw ClientError(
                .rejected, "the server redirects a body that cannot be sent twice", status: status)
        }
    }
}
