package import Transport

/// Which peers may speak for somebody else, by `X-Forwarded-For`, `-Proto` and `-Host`.
///
/// `Forwarded` (RFC 7239) is ignored: a proxy that sets only the one passes the other through from
/// the client, so honouring both would let clients choose their own address.
package struct TrustedProxies: Sendable {
    package var networks: [IPNetwork]
    /// Whether whoever reaches a unix socket of ours is such a proxy.
    package var trustsUnixSockets: Bool

    package static let none = TrustedProxies([], trustsUnixSockets: false)

    package init(_ networks: [IPNetwork], trustsUnixSockets: Bool) {
        self.networks = networks
        self.trustsUnixSockets = trustsUnixSockets
    }

    package func trust(_ peer: IPAddress?) -> Bool {
        guard let peer else { return trustsUnixSockets }
        return networks.contains { $0.contains(peer) }
    }

    /// What a trusted peer says about a request.
    struct Origin: Equatable {
        var client: ClientAddress
        var isSecure: Bool
        var host: String?
    }

    /// Walks `X-Forwarded-For` from the right, where our own proxies have appended, to the first
    /// address that is not one of them: what stands further left came from the client and may be
    /// invented. An entry that is no address ends the walk at the last one that was.
    func origin(of fields: HTTPFields, peer: ClientAddress, isSecure: Bool) -> Origin {
        var client = peer
        for entry in fields.list(of: "X-Forwarded-For").reversed() {
            guard let address = Self.address(entry) else { break }
            client = .ip(address)
            guard networks.contains(where: { $0.contains(address) }) else { break }
        }
        // Of several values the last was set by the proxy nearest to us.
        let scheme = fields.list(of: "X-Forwarded-Proto").last?.lowercased()
        let host = fields.list(of: "X-Forwarded-Host").last
        return Origin(
            client: client, isSecure: scheme.map { $0 == "https" } ?? isSecure,
            host: host.flatMap { HostRule.accepts(Array($0.utf8).span) ? $0 : nil })
    }

    /// An address as proxies write it: bare, bracketed, or with a port.
    private static func address(_ entry: String) -> IPAddress? {
        if let address = IPAddress(entry) { return address }
        if let bracket = entry.lastIndex(of: "]"), entry.hasPrefix("[") {
            return IPAddress(entry[..<bracket].dropFirst())
        }
        guard let colon = entry.lastIndex(of: ":") else { return nil }
        return IPAddress(entry[..<colon])
    }
}
