/// Puts frames on the wire form. A client masks each with a fresh key, so that no proxy in between
/// can be made to see what the application chose (RFC 6455 section 10.3).
struct FrameEncoder {
    let masks: Bool
    private var random = SystemRandomNumberGenerator()
    /// A system call gives two keys.
    private var spareKey: UInt32?

    init(masks: Bool) {
        self.masks = masks
    }

    mutating func append(
        _ kind: FrameKind, _ payload: some Collection<UInt8>, to bytes: inout [UInt8]
    ) {
        let mask = masks ? nextKey() : nil
        FrameHeader(kind: kind, mask: mask, payloadLength: payload.count).encode(to: &bytes)
        let start = bytes.count
        bytes.append(contentsOf: payload)
        if let mask { Masking.apply(mask, phase: 0, to: &bytes, from: start) }
    }

    private mutating func nextKey() -> UInt32 {
        if let spareKey {
            self.spareKey = nil
            return spareKey
        }
        let bits = random.next()
        spareKey = UInt32(truncatingIfNeeded: bits >> 32)
        return UInt32(truncatingIfNeeded: bits)
    }
}
