import TestSupport
import Testing

@testable import RepositoryEngine

@Suite struct PolynomialTests {
    /// Gauss: so many irreducible polynomials of a degree there are over a field of two elements.
    @Test(arguments: zip(1...14, [2, 1, 2, 3, 6, 9, 18, 30, 56, 99, 186, 335, 630, 1161]))
    func asManyAreIrreducibleAsThereAre(degree: Int, count: Int) {
        let all = (UInt64(1) << degree)..<(UInt64(1) << (degree + 1))
        #expect(all.filter { Polynomial(bits: $0).isIrreducible }.count == count)
    }

    @Test func productsOfDegree53AreRefused() {
        var generator = SeededGenerator()
        for _ in 0..<50 {
            let degree = Int.random(in: 1...52, using: &generator)
            let a = Self.random(degree, &generator)
            let b = Self.random(53 - degree, &generator)
            var product: UInt64 = 0
            for place in 0..<64 where b >> UInt64(place) & 1 == 1 { product ^= a << UInt64(place) }
            let polynomial = Polynomial(bits: product)
            #expect(polynomial.degree == 53)
            #expect(!polynomial.isFitForChunking, "seed \(generator.seed): \(polynomial)")
        }
    }

    @Test func theOneOfThePublishedExampleIsFit() {
        #expect(Polynomial(hex: "3DA3358B4DC173")?.isFitForChunking == true)
        #expect(Polynomial(hex: "3DA3358B4DC171")?.isFitForChunking == false)
    }

    @Test func drawnOnesAreFitAndDiffer() {
        var generator = SeededGenerator()
        let drawn = (0..<8).map { _ in Polynomial.random(using: &generator) }
        #expect(drawn.allSatisfy { $0.isFitForChunking }, "seed \(generator.seed)")
        #expect(Set(drawn).count == drawn.count, "seed \(generator.seed)")
    }

    @Test(arguments: ["", "+3da3358b4dc173", "-1", "3da3358b4dc1731234", "xyz", " 3d"])
    func whatIsNoHexadecimalNumberIsNone(text: String) {
        #expect(Polynomial(hex: text) == nil)
    }

    private static func random(_ degree: Int, _ generator: inout SeededGenerator) -> UInt64 {
        let top = UInt64(1) << UInt64(degree)
        return generator.next() & (top - 1) | top
    }
}
