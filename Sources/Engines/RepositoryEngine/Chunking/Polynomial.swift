/// A polynomial over GF(2) of a degree below 64: bit `n` is the coefficient of `x^n`.
///
/// A repository has one of its own, so that nobody can tell from the sizes of its chunks which
/// files are in it.
struct Polynomial: Hashable, Sendable, CustomStringConvertible {
    /// What the format takes, and nothing else.
    static let chunkerDegree = 53

    let bits: UInt64

    init(bits: UInt64) {
        self.bits = bits
    }

    /// As the configuration of a repository writes it: hexadecimal digits; nil for anything else.
    init?(hex: some StringProtocol) {
        guard (1...16).contains(hex.utf8.count), hex.utf8.first != UInt8(ascii: "+"),
            hex.utf8.first != UInt8(ascii: "-"), let bits = UInt64(hex, radix: 16)
        else { return nil }
        self.bits = bits
    }

    var description: String { String(bits, radix: 16) }

    /// -1 for zero.
    var degree: Int { 63 - bits.leadingZeroBitCount }

    /// Fit to cut files with.
    var isFitForChunking: Bool { degree == Self.chunkerDegree && isIrreducible }

    /// Draws until one is fit; about one in fifty is.
    static func random(using generator: inout some RandomNumberGenerator) -> Polynomial {
        let top: UInt64 = 1 << UInt64(chunkerDegree)
        while true {
            // An even one is divided by x.
            let drawn = generator.next() & (top - 1) | top | 1
            let candidate = Polynomial(bits: drawn)
            if candidate.isFitForChunking { return candidate }
        }
    }

    // MARK: Arithmetic

    static func + (a: Polynomial, b: Polynomial) -> Polynomial {
        Polynomial(bits: a.bits ^ b.bits)
    }

    static func % (a: Polynomial, modulus: Polynomial) -> Polynomial {
        precondition(modulus.bits != 0, "nothing is divided by zero")
        var rest = a
        while rest.degree >= modulus.degree {
            rest = rest + Polynomial(bits: modulus.bits << UInt64(rest.degree - modulus.degree))
        }
        return rest
    }

    /// The product of two that are smaller than the modulus, modulo it.
    func multiplied(by other: Polynomial, modulo modulus: Polynomial) -> Polynomial {
        precondition(
            modulus.degree < 63 && degree < modulus.degree && other.degree < modulus.degree,
            "factors are reduced first")
        var product = Polynomial(bits: 0)
        var power = self
        var rest = other.bits
        while rest != 0 {
            if rest & 1 == 1 { product = product + power }
            power = Polynomial(bits: power.bits << 1) % modulus
            rest >>= 1
        }
        return product
    }

    func greatestCommonDivisor(with other: Polynomial) -> Polynomial {
        var (a, b) = (self, other)
        while b.bits != 0 { (a, b) = (b, a % b) }
        return a
    }

    // MARK: Irreducibility

    /// Whether no polynomial but 1 and itself divides it: Rabin's test. Of degree n, it divides
    /// `x^(2^n) - x`, and shares no factor with `x^(2^(n/q)) - x` for any prime q that divides n.
    var isIrreducible: Bool {
        guard degree >= 1, degree < 63 else { return false }
        let x = Polynomial(bits: 2) % self
        for prime in Self.primeFactors(of: degree) {
            let power = x.squared(degree / prime, modulo: self)
            guard greatestCommonDivisor(with: power + x).bits == 1 else { return false }
        }
        return x.squared(degree, modulo: self) == x
    }

    /// `self^(2^count)` modulo another.
    private func squared(_ count: Int, modulo modulus: Polynomial) -> Polynomial {
        var result = self
        for _ in 0..<count { result = result.multiplied(by: result, modulo: modulus) }
        return result
    }

    private static func primeFactors(of number: Int) -> [Int] {
        (2...max(2, number)).filter { factor in
            number.isMultiple(of: factor) && (2..<factor).allSatisfy { !factor.isMultiple(of: $0) }
        }
    }
}
