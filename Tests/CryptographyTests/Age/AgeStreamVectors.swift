@testable import Cryptography

extension AgeVector {
    private static let one = [UInt8].repeating(1, AgePayload.chunkSize)
    private static let two = [UInt8].repeating(2, AgePayload.chunkSize)
    private static let three = [UInt8].repeating(3, AgePayload.chunkSize)

    private static func sound(
        stream name: String, _ content: [UInt8], _ build: (inout AgeVectorFile) -> Void
    ) -> AgeVector {
        sound("stream " + name, content) {
            $0.header()
            build(&$0)
        }
    }

    private static func wrong(
        stream name: String, _ kind: CryptographyError.Kind, released: [UInt8] = [],
        _ build: (inout AgeVectorFile) -> Void
    ) -> AgeVector {
        wrong("stream " + name, kind, released: released) {
            $0.header()
            build(&$0)
        }
    }

    static let streams: [AgeVector] =
        soundStreams + cutStreams + damagedStreams + lengthenedStreams

    private static let soundStreams: [AgeVector] = [
        sound(stream: "of nothing", []) { $0.payload([]) },
        sound(stream: "of a byte", [7]) { $0.payload([7]) },
        sound(stream: "of a chunk but a byte", Array(one.dropLast())) {
            $0.payload(Array(one.dropLast()))
        },
        sound(stream: "of a full chunk", one) { $0.payload(one) },
        sound(stream: "of a chunk and a byte", one + [7]) {
            $0.nonce()
            $0.chunk(one)
            $0.chunk([7], isLast: true)
        },
        sound(stream: "of two full chunks", one + two) {
            $0.nonce()
            $0.chunk(one)
            $0.chunk(two, isLast: true)
        },
        sound(stream: "of three chunks", one + two + [3]) {
            $0.nonce()
            $0.chunk(one)
            $0.chunk(two)
            $0.chunk([3], isLast: true)
        },
    ]

    private static let cutStreams: [AgeVector] = [
        wrong(stream: "no nonce", .truncated) { _ in },
        wrong(stream: "short nonce", .truncated) { $0.bytes += [1, 2, 3, 4, 5] },
        wrong(stream: "no chunk", .truncated) { $0.nonce() },
        wrong(stream: "less than a tag", .truncated) {
            $0.payload([])
            $0.bytes.removeLast()
        },
        wrong(stream: "short chunk", .damaged) {
            $0.payload()
            $0.bytes.removeLast()
        },
        wrong(stream: "without a tag", .damaged) {
            $0.payload(.noise(500))
            $0.bytes.removeLast(16)
        },
        wrong(stream: "no last chunk", .damaged) {
            $0.nonce()
            $0.chunk(AgeVectorFile.content)
        },
        wrong(stream: "no last chunk, full", .truncated, released: one) {
            $0.nonce()
            $0.chunk(one)
        },
        wrong(stream: "no last chunk after a full one", .damaged, released: one) {
            $0.nonce()
            $0.chunk(one)
            $0.chunk(AgeVectorFile.content)
        },
        wrong(stream: "no last chunk, two full", .truncated, released: one + two) {
            $0.nonce()
            $0.chunk(one)
            $0.chunk(two)
        },
        wrong(stream: "second chunk cut", .damaged, released: one) {
            $0.nonce()
            $0.chunk(one)
            $0.chunk(two, isLast: true)
            $0.bytes.removeLast(9000)
        },
        wrong(stream: "second chunk cut within its tag", .truncated, released: one) {
            $0.nonce()
            $0.chunk(one)
            $0.chunk([3], isLast: true)
            $0.bytes.removeLast(2)
        },
    ]

    private static let damagedStreams: [AgeVector] = [
        wrong(stream: "bad tag", .damaged) {
            $0.payload()
            $0.bytes[$0.bytes.count - 1] ^= 1
        },
        wrong(stream: "bad tag of a full chunk", .damaged) {
            $0.payload(one)
            $0.bytes[$0.bytes.count - 1] ^= 1
        },
        wrong(stream: "bad nonce", .damaged) {
            $0.payload()
            $0.bytes[$0.bytes.count - 20] ^= 1
        },
        wrong(stream: "bad tag of the first chunk", .damaged) {
            $0.nonce()
            $0.chunk(one)
            $0.bytes[$0.bytes.count - 1] ^= 1
            $0.chunk(two, isLast: true)
        },
        wrong(stream: "bad tag of the second chunk", .damaged, released: one) {
            $0.nonce()
            $0.chunk(one)
            $0.chunk([2], isLast: true)
            $0.bytes[$0.bytes.count - 1] ^= 1
        },
        wrong(stream: "bad byte in the second chunk", .damaged, released: one) {
            $0.nonce()
            $0.chunk(one)
            $0.chunk(two)
            $0.bytes[$0.bytes.count - 30_000] ^= 0x80
            $0.chunk([3], isLast: true)
        },
        wrong(stream: "chunks in the wrong order", .damaged) {
            $0.nonce()
            $0.chunk(one)
            $0.chunk(two)
            let start = $0.bytes.count - 2 * AgePayload.sealedChunkSize
            let middle = $0.bytes.count - AgePayload.sealedChunkSize
            $0.bytes = Array($0.bytes[..<start] + $0.bytes[middle...] + $0.bytes[start..<middle])
            $0.chunk([3], isLast: true)
        },
        wrong(stream: "a chunk missing", .damaged, released: one) {
            $0.nonce()
            $0.chunk(one)
            $0.chunk(two)
            $0.bytes.removeLast(AgePayload.sealedChunkSize)
            $0.chunk(three, isLast: true)
        },
        wrong(stream: "a chunk twice", .damaged, released: one) {
            $0.nonce()
            $0.chunk(one)
            $0.bytes += $0.bytes.suffix(AgePayload.sealedChunkSize)
            $0.chunk([3], isLast: true)
        },
        wrong(stream: "a short chunk in the middle", .damaged) {
            $0.nonce()
            $0.chunk(Array(one.dropLast()))
            $0.chunk(two)
            $0.chunk([3], isLast: true)
        },
    ]

    private static let lengthenedStreams: [AgeVector] = [
        wrong(stream: "empty last chunk", .damaged, released: one) {
            $0.nonce()
            $0.chunk(one)
            $0.chunk([], isLast: true)
        },
        wrong(stream: "two last chunks", .damaged) {
            $0.nonce()
            $0.chunk([1], isLast: true)
            $0.chunk([2], isLast: true)
        },
        wrong(stream: "two full last chunks", .damaged, released: one) {
            $0.nonce()
            $0.chunk(one, isLast: true)
            $0.chunk(two, isLast: true)
        },
        wrong(stream: "followed by a byte", .damaged) {
            $0.payload()
            $0.bytes.append(0)
        },
        wrong(stream: "full, followed by a byte", .damaged, released: one) {
            $0.payload(one)
            $0.bytes.append(0)
        },
        wrong(stream: "full, followed by many bytes", .damaged, released: one) {
            $0.payload(one)
            $0.bytes += .noise(70_000)
        },
        wrong(stream: "followed by another file", .damaged) {
            $0.payload()
            $0.bytes += $0.bytes
        },
    ]
}
