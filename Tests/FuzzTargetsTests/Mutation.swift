/// Small damage to an input, as a fuzzer does it, but from a seed: a failure can be repeated.
struct Mutation: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// SplitMix64: every seed gives a different, well-mixed sequence.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// One to four changes; `others` are inputs to splice in.
    mutating func damage(_ input: [UInt8], with others: [[UInt8]]) -> [UInt8] {
        var bytes = input
        for _ in 0..<Int.random(in: 1...4, using: &self) { change(&bytes, others) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8], _ others: [[UInt8]]) {
        let position = Int.random(in: 0...bytes.count, using: &self)
        let end = Int.random(in: position...min(bytes.count, position + 64), using: &self)
        switch Int.random(in: 0..<6, using: &self) {
        case 0 where position < bytes.count:
            bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &self)
        case 1 where position < bytes.count:
            bytes[position] =
                [0, 0x0A, 0x0D, 0x20, 0x7F, 0x80, 0xFF].randomElement(using: &self) ?? 0
        case 2:
            bytes.insert(UInt8.random(in: 0...255, using: &self), at: position)
        case 3:
            bytes.removeSubrange(position..<end)
        case 4:
            bytes.insert(contentsOf: bytes[position..<end], at: position)
        default:
            let other = others.randomElement(using: &self) ?? []
            bytes.replaceSubrange(position..., with: other.dropFirst(position))
        }
    }
}
