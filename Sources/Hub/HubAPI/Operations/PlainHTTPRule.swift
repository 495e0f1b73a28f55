package import HTTPServer
internal import Transport

/// Refuses plain HTTP from beyond this machine: it would carry passwords and sessions in the clear.
/// A proxy that is trusted says what its client used.
package struct PlainHTTPRule: Sendable {
    private let isAllowed: Bool

    package init(isAllowed: Bool) {
        self.isAllowed = isAllowed
    }

    package func check(_ request: HTTPRequest) throws {
        guard !isAllowed, !request.isSecure, case .ip(let address) = request.client,
            !address.isLoopback
        else { return }
        throw Problem(
            .forbidden, "https_required",
            "This hub is reached over HTTPS only; the address begins with https://.")
    }
}
