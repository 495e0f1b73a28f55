internal import Glibc
internal import Host

/// Finds the addresses of a host name by the system's resolver, which blocks: hence a thread of
/// its own.
package actor NameLookup {
    private let executor = PinnedExecutor(name: "names")
    nonisolated package var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    package init() {}

    /// In the resolver's order of preference (RFC 6724); an address stands for itself.
    package func addresses(of name: String) throws(TransportError) -> [IPAddress] {
        if let address = IPAddress(name) { return [address] }
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(name, nil, &hints, &first)
        defer { if unsafe first != nil { unsafe freeaddrinfo(first) } }
        guard code == 0 else {
            let reason = unsafe String(cString: gai_strerror(code))
            throw TransportError(.nameUnknown, "no address for \(name): \(reason)")
        }
        var found: [IPAddress] = []
        var next = unsafe first
        while let entry = unsafe next {
            if let address = unsafe IPAddress(entry.pointee), !found.contains(address) {
                found.append(address)
            }
            unsafe next = entry.pointee.ai_next
        }
        return found
    }
}

extension IPAddress {
    fileprivate init?(_ entry: addrinfo) {
        guard let address = unsafe UnsafeRawPointer(entry.ai_addr) else { return nil }
        switch unsafe entry.ai_family {
        case AF_INET:
            let four = unsafe address.load(as: sockaddr_in.self)
            self = .v4(UInt32(bigEndian: four.sin_addr.s_addr))
        case AF_INET6:
            var six = unsafe address.load(as: sockaddr_in6.self).sin6_addr
            let bits = unsafe withUnsafeBytes(of: &six) {
                unsafe $0.loadUnaligned(as: UInt128.self)
            }
            self.init(bits: UInt128(bigEndian: bits))
        default: return nil
        }
    }
}
