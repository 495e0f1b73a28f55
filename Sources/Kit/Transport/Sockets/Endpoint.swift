internal import CShims

/// IP addresses and ports on their way to and from the kernel.
extension cshims_endpoint {
    init(_ address: IPAddress, port: UInt16) {
        self.init()
        self.port = port
        switch address {
        case .v4(let bits):
            length = 4
            unsafe withUnsafeMutableBytes(of: &self.address) {
                unsafe $0.storeBytes(of: bits.bigEndian, as: UInt32.self)
            }
        case .v6(let bits):
            length = 16
            unsafe withUnsafeMutableBytes(of: &self.address) {
                unsafe $0.storeBytes(of: bits.bigEndian, as: UInt128.self)
            }
        }
    }

    /// Nil of a unix socket.
    var ip: (address: IPAddress, port: UInt16)? {
        let bytes = address
        return unsafe withUnsafeBytes(of: bytes) { bytes in
            switch length {
            case 4:
                unsafe (.v4(UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))), port)
            case 16:
                unsafe (
                    IPAddress(bits: UInt128(bigEndian: bytes.loadUnaligned(as: UInt128.self))),
                    port
                )
            default: nil
            }
        }
    }
}
