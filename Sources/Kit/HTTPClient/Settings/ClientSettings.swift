package import Host

/// What all requests of one client share. Connections are never shared between clients, so what
/// one trusts says nothing about another.
package struct ClientSettings: Sendable {
    /// Which servers are trusted over TLS.
    package enum Trust: Hashable, Sendable {
        /// The distribution's certificate authorities.
        case system
        /// The authorities in this file of PEM certificates, and no others.
        case authorities(FilePath)
        /// A server whose own certificate has one of the pins, whatever name it answers to and
        /// whoever signed it.
        case pins([Pin])
    }

    /// What identifies one certificate.
    package enum Pin: Hashable, Sendable {
        /// SHA-256 of the certificate in DER.
        case certificate([UInt8])
        /// SHA-256 of its public key (SubjectPublicKeyInfo in DER): survives a renewal.
        case publicKey([UInt8])
    }

    package enum Proxy: Hashable, Sendable {
        /// `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`.
        case environment
        case none
        case url(String)
    }

    package var trust = Trust.system
    package var proxy = Proxy.environment
    /// Connect to this socket whatever the URL's host is.
    package var unixSocket: FilePath?
    package var userAgent = "holdfast"
    /// Requests beyond wait for a connection.
    package var connectionsMax = 64
    package var connectionsPerHostMax = 8
    /// Allows HTTP/2 where the server offers it over TLS.
    package var allowsHTTP2 = false
    /// What signatures are dated by.
    package var clock = WallClock.system

    package init() {}
}
