package import HTTPServer
internal import Transport

/// What everybody passes who asks the hub for a page or by its API, whoever they are.
package struct Entrance: Sendable {
    private let allowsPlainHTTP: Bool

    package init(allowsPlainHTTP: Bool) {
        self.allowsPlainHTTP = allowsPlainHTTP
    }

    package func routes(of routes: Routes<Call>) -> Routes<Call> {
        routes.group(security: []) { call in
            try checkTransport(of: call.request)
            try Self.checkOrigin(of: call.request)
            return call
        }
    }

    /// Refuses plain HTTP from beyond this machine: it would carry passwords and sessions in the
    /// clear. A proxy that is trusted says what its client used.
    private func checkTransport(of request: HTTPRequest) throws {
        guard !allowsPlainHTTP, !request.isSecure, case .ip(let address) = request.client,
            !address.isLoopback
        else { return }
        throw Problem(
            .forbidden, "https_required",
            "This hub is reached over HTTPS only; the address begins with https://.")
    }

    /// Browsers say where a request comes from; one that changes something and comes from another
    /// site is refused, whatever it carries. Programs say nothing, and no page can make them send.
    private static func checkOrigin(of request: HTTPRequest) throws {
        guard !request.method.isSafe else { return }
        let refusal = Problem(
            .forbidden, "foreign_origin", "This request was sent by a page of another site.")
        if let origin = request.fields[.origin] {
            let scheme = request.isSecure ? "https" : "http"
            guard let host = request.host, origin == "\(scheme)://\(host)" else { throw refusal }
        } else if let site = request.fields["Sec-Fetch-Site"] {
            guard site == "same-origin" || site == "none" else { throw refusal }
        }
    }
}
