internal import Glibc
internal import Host

/// A port of the loopback that nobody had a moment ago.
package func freeLoopbackPort() throws -> UInt16 {
    // A program that is started at this moment shall not keep it.
    let raw = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard raw >= 0 else { throw SystemError.last("socket") }
    defer { close(raw) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = unsafe inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = unsafe withUnsafeMutablePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            unsafe bind(raw, address, length) == 0 ? getsockname(raw, address, &length) : -1
        }
    }
    guard code == 0 else { throw SystemError.last("bind") }
    return UInt16(bigEndian: address.sin_port)
}
