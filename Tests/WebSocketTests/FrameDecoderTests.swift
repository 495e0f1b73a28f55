import TestSupport
import Testing

@testable import WebSocket

@Suite struct FrameDecoderTests {
    /// What a decoder makes of `bytes`, fed in pieces of `size`.
    private func decode(
        _ bytes: [UInt8], masked: Bool = false, limit: Int = 1000, pieces size: Int = .max
    ) -> [String] {
        var decoder = FrameDecoder(expectsMasks: masked, messageBytesMax: limit)
        var seen: [String] = []
        var start = 0
        while start < bytes.count {
            let piece = Array(bytes[start..<start + min(size, bytes.count - start)])
            start += piece.count
            var position = 0
            do {
                while let event = try decoder.next(piece.span, from: &position) {
                    seen.append("\(event)")
                }
            } catch {
                return seen + ["\(error.kind)"]
            }
        }
        return seen
    }

    private static let violations: [(String, [UInt8], String)] = [
        ("reserved bit", [0xC1, 0], "protocolViolation"),
        ("reserved data opcode", [0x83, 0], "protocolViolation"),
        ("reserved control opcode", [0x8B, 0], "protocolViolation"),
        ("masked frame for a client", [0x81, 0x80, 1, 2, 3, 4], "protocolViolation"),
        ("16-bit length not minimal", [0x82, 126, 0, 125], "protocolViolation"),
        (
            "64-bit length not minimal", [0x82, 127, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF],
            "protocolViolation"
        ),
        ("64-bit length negative", [0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0], "protocolViolation"),
        ("fragmented ping", [0x09, 0], "protocolViolation"),
        ("long ping", [0x89, 126, 0, 126], "protocolViolation"),
        ("continuation of nothing", [0x80, 0], "protocolViolation"),
        ("text inside a message", [0x01, 0, 0x81, 0], "protocolViolation"),
        ("close of one byte", [0x88, 1, 3], "protocolViolation"),
        ("close with 1005", [0x88, 2, 0x03, 0xED], "protocolViolation"),
        ("close with 999", [0x88, 2, 0x03, 0xE7], "protocolViolation"),
        ("close with a reason that is no text", [0x88, 3, 0x03, 0xE8, 0xFF], "invalidText"),
        ("text that is no text", [0x81, 1, 0xFF], "invalidText"),
        ("text that ends too soon", [0x81, 1, 0xC3], "invalidText"),
        ("surrogate", [0x81, 3, 0xED, 0xA0, 0x80], "invalidText"),
        ("overlong", [0x81, 2, 0xC0, 0x80], "invalidText"),
        ("too large", [0x82, 126, 0x03, 0xE9], "messageTooLarge"),
        ("huge", [0x82, 127, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "messageTooLarge"),
    ]

    @Test(arguments: violations, [1, Int.max])
    func violationsAreRefused(_ row: (String, [UInt8], String), size: Int) {
        #expect(decode(row.1, pieces: size).last == row.2, "\(row.0)")
    }

    @Test func fragmentsTogetherKeepTheLimitOfOneMessage() {
        let part: [UInt8] = [0x02, 126, 0x02, 0x58] + Array(repeating: 0, count: 600)
        let rest: [UInt8] = [0x80, 126, 0x02, 0x58] + Array(repeating: 0, count: 600)
        #expect(decode(part + rest) == ["messageTooLarge"])
    }

    @Test func textMayBeCutAnywhereAndPingsComeBetween() {
        let text = Array("grün 🏔".utf8)
        var bytes: [UInt8] = [0x01, 3] + text[..<3]
        bytes += [0x89, 2, 0x61, 0x62]
        bytes += [0x00, 4] + text[3..<7]
        bytes += [0x80, UInt8(text.count - 7)] + text[7...]
        for size in [1, 2, 3, 5, Int.max] {
            let seen = decode(bytes, pieces: size)
            #expect(seen.count == 2 && seen[0].hasPrefix("ping([97, 98])"))
            #expect(seen.last?.contains("grün 🏔") == true)
        }
    }

    @Test func badTextIsRefusedBeforeItsMessageIsComplete() {
        #expect(decode([0x01, 2, 0x61, 0xFF]) == ["invalidText"])
    }

    @Test func whatIsEncodedIsDecodedAlike() {
        var random = SeededGenerator()
        for masked in [true, false] {
            var encoder = FrameEncoder(masks: masked)
            for size in [0, 1, 7, 8, 9, 125, 126, 127, 1000, 65535, 65536, 100_001] {
                let payload = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
                var bytes: [UInt8] = []
                encoder.append(.binary, payload, to: &bytes)
                var decoder = FrameDecoder(expectsMasks: masked, messageBytesMax: 1 << 20)
                var events: [FrameDecoder.Event] = []
                var start = 0
                while start < bytes.count {
                    let count = min(Int.random(in: 1...70_000, using: &random), bytes.count - start)
                    let piece = Array(bytes[start..<start + count])
                    var position = 0
                    while let event = try? decoder.next(piece.span, from: &position) {  // compared
                        events.append(event)
                    }
                    start += count
                }
                #expect(events == [.message(.binary(payload))], "seed \(random.seed)")
                #expect(decoder.isAtRest)
            }
        }
    }

    @Test func utf8IsCheckedAsTheStandardLibraryChecksIt() {
        var random = SeededGenerator()
        for _ in 0..<20_000 {
            var bytes = Array("aä€🏔z0123456789".utf8)
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            var validator = UTF8Validator()
            let cut = Int.random(in: 0...bytes.count, using: &random)
            let isValid =
                validator.accepts(Array(bytes[..<cut]).span)
                && validator.accepts(Array(bytes[cut...]).span) && validator.isAtBoundary
            let expected = String(validating: bytes, as: UTF8.self) != nil
            #expect(isValid == expected, "seed \(random.seed): \(bytes)")
        }
    }

    @Test func theHandshakeAnswersAsTheRFCDoes() {
        #expect(
            WebSocketKey.answer(to: "dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        #expect(WebSocketKey.isValid(WebSocketKey.random()))
        #expect(!WebSocketKey.isValid("c2hvcnQ="))
    }
}
