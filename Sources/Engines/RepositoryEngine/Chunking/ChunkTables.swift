/// What a step of Rabin's fingerprint looks up, for one polynomial.
struct ChunkTables: Sendable {
    /// By the byte that leaves the window: what it still adds to the fingerprint.
    let leaving: [UInt64]
    /// By the bits that a shift pushes beyond the degree: what takes them away again.
    let reducing: [UInt64]
    /// How far down those bits are shifted to be an index.
    let shift: UInt64

    init(_ polynomial: Polynomial) {
        let degree = polynomial.degree
        precondition((9...55).contains(degree), "a fingerprint and a byte fit a word")
        shift = UInt64(degree - 8)
        leaving = (UInt64(0)..<256).map { byte in
            var print = Polynomial(bits: byte) % polynomial
            for _ in 1..<Chunker.windowSize {
                print = Polynomial(bits: print.bits << 8) % polynomial
            }
            return print.bits
        }
        reducing = (UInt64(0)..<256).map { byte in
            let high = Polynomial(bits: byte << UInt64(degree))
            return (high % polynomial).bits | high.bits
        }
    }
}
