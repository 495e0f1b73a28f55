/// Where a socket listens or connects: an IP address and port, or a path in the file system.
package enum SocketAddress: Hashable, Sendable {
    case ip(IPAddress, port: UInt16)
    case unix(path: String)

    /// Reads `127.0.0.1:9876`, `[::1]:9876` or `unix:/run/holdfast.sock`; nil for anything else.
    package init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard path.hasPrefix("/"), path.utf8.count <= Self.unixPathBytesMax,
                !path.utf8.contains(0)
            else { return nil }
            self = .unix(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else { return nil }
        var host = text[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        if isBracketed { host = host.dropFirst().dropLast() }
        guard let address = IPAddress(host), isBracketed == host.contains(":") else { return nil }
        self = .ip(address, port: port)
    }

    /// The kernel's `sun_path` holds 108 bytes with the closing zero.
    package static let unixPathBytesMax = 107

    package var port: UInt16? {
        guard case .ip(_, let port) = self else { return nil }
        return port
    }

    package var ip: IPAddress? {
        guard case .ip(let address, _) = self else { return nil }
        return address
    }
}

extension SocketAddress: CustomStringConvertible {
    package var description: String {
        switch self {
        case .ip(.v4(let bits), let port): "\(IPAddress.v4(bits)):\(port)"
        case .ip(let address, let port): "[\(address)]:\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
