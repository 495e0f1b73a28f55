internal import Transport

/// Who can reach the hub, and whether passwords are safe on the way.
package struct Exposure: Sendable {
    private let addresses: [SocketAddress]
    private let hasTLS: Bool
    private let hasProxies: Bool
    private let allowsPlainHTTP: Bool

    package init(_ place: HubSettings.Place, hasTLS: Bool) {
        addresses = place.addresses
        self.hasTLS = hasTLS
        hasProxies = !place.proxies.isEmpty
        allowsPlainHTTP = place.allowsPlainHTTP
    }

    /// Plain HTTP that leaves the machine.
    private var plainAddress: SocketAddress? {
        guard !hasTLS else { return nil }
        return addresses.first { $0.ip.map { !$0.isLoopback } ?? false }
    }

    /// Throws `HubError.insecure` where passwords would cross a network in the clear.
    package func check() throws {
        guard !addresses.isEmpty else {
            throw HubError(.insecure, "there is no address to listen on", hint: "use --listen")
        }
        guard let address = plainAddress, !allowsPlainHTTP, !hasProxies else { return }
        throw HubError(
            .insecure,
            "plain HTTP on \(address) would send passwords over the network in the clear",
            hint: """
                use --tls-certificate and --tls-key, name the proxy in front with \
                --trusted-proxies, or say --insecure-http
                """)
    }

    /// Whether every page has to warn.
    package var isInsecure: Bool { allowsPlainHTTP && plainAddress != nil }
}
