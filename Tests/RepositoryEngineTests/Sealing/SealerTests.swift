import Cryptography
import Engine
import TestSupport
import Testing

@testable import RepositoryEngine

@Suite struct SealerTests {
    @Test(arguments: [1, 15, 16, 17, 1000, 1 << 20])
    func whatIsSealedOpensAsItWas(size: Int) {
        var random = SeededGenerator(seed: UInt64(size))
        let plain = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
        let key = MasterKey.random()
        var sealer = RepositorySealer(key)
        let sealed = sealer.sealed(plain.span)
        #expect(sealed.count == size + 32)
        #expect(sealer.sealed(plain.span) != sealed, "each sealing has its own first bytes")
        var opened: [UInt8] = [1, 2]
        #expect(sealer.open(sealed.span, into: &opened))
        #expect(opened == [1, 2] + plain)
    }

    @Test func everyFlippedByteIsNoticed() {
        var sealer = RepositorySealer(MasterKey.random())
        let sealed = sealer.sealed([UInt8](repeating: 7, count: 40).span)
        for index in sealed.indices {
            var other = sealed
            other[index] ^= 0x40
            var opened: [UInt8] = []
            #expect(!sealer.open(other.span, into: &opened) && opened.isEmpty)
        }
        var opened: [UInt8] = []
        #expect(!sealer.open([UInt8](repeating: 0, count: 31).span, into: &opened))
        var stranger = RepositorySealer(MasterKey.random())
        #expect(!stranger.open(sealed.span, into: &opened))
    }

    @Test func blobsAreCompressedWhereThatGainsSomething() throws {
        let key = MasterKey.random()
        var sealer = try BlobSealer(key)
        let text = Array(String(repeating: "all work and no play ", count: 5000).utf8)
        let noise = SecureRandom.bytes(100_000)
        for (content, isFolded) in [(text, true), (noise, false), ([9], false)] {
            let id = sealer.id(of: content.span)
            #expect(id == ObjectID.hash(content.span))
            try sealer.withSealed(content.span, id, .data) { sealed, made in
                #expect((made.plainLength == content.count) == isFolded)
                #expect(isFolded ? sealed.count < 1000 : sealed.count == content.count + 32)
            }
        }
        // The self-check holds what comes out against the name that it is to have.
        #expect(throws: EngineError.self) {
            try sealer.withSealed(text.span, ObjectID.hash(noise.span), .data) { _, _ in }
        }
    }
}
