package import Cryptography
internal import HTTPServer
package import Telemetry
package import Transport

/// Who may read `/metrics`. There is no gate that lets everybody in: without a token and without
/// networks there is no `/metrics` at all.
package struct MetricsGate: Sendable {
    private let registry: MetricRegistry
    private let token: Secret?
    private let networks: [IPNetwork]

    package init?(registry: MetricRegistry, token: Secret?, networks: [IPNetwork]) {
        guard token != nil || !networks.isEmpty else { return nil }
        self.registry = registry
        self.token = token
        self.networks = networks
    }

    /// Both conditions hold where both are set. Whoever fails learns nothing of what is here.
    func answer(_ request: HTTPRequest) throws -> HTTPResponse {
        guard isAdmitted(request.client) else { throw Problem.notFound }
        guard isAuthorised(request.fields[.authorization]) else {
            throw Problem(
                .unauthorized, "metrics_token_required", "A bearer token is needed.",
                fields: ["WWW-Authenticate": "Bearer"])
        }
        return HTTPResponse(
            .ok, fields: [.contentType: MetricText.contentType, .cacheControl: "no-store"],
            body: .bytes(registry.exposition()))
    }

    private func isAdmitted(_ client: ClientAddress) -> Bool {
        guard !networks.isEmpty else { return true }
        guard case .ip(let address) = client else { return false }
        return networks.contains { $0.contains(address) }
    }

    private func isAuthorised(_ field: String?) -> Bool {
        guard let token else { return true }
        guard let field, field.lowercased().hasPrefix("bearer ") else { return false }
        return Secret(String(field.dropFirst(7))) == token
    }
}
