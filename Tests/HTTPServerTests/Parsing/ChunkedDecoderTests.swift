import Testing

@testable import HTTPServer

@Suite struct ChunkedDecoderTests {
    /// Feeds `text` in pieces of `size`; content and what is left over, or the error.
    private func decode(_ text: String, pieces size: Int) -> String {
        var decoder = ChunkedDecoder()
        var content: [UInt8] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            let piece = Array(bytes[start..<min(start + size, bytes.count)])
            var position = 0
            do {
                reading: while true {
                    switch try decoder.next(piece.span, from: position) {
                    case .content(let range):
                        content += piece[range]
                        position = range.upperBound
                    case .needsMore: break reading
                    case .end(let end):
                        let left = bytes.count - start - end
                        return "\(String(decoding: content, as: UTF8.self)) +\(left)"
                    }
                }
            } catch {
                return "refused"
            }
        }
        return "\(String(decoding: content, as: UTF8.self)) …"
    }

    private static let table: [(String, String)] = [
        ("0\r\n\r\n", " +0"),
        ("3\r\nabc\r\n0\r\n\r\nGET", "abc +3"),
        ("00003\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n", "abc0123456789 +0"),
        ("3;x=y;z=\"q\"\r\nabc\r\n0;last\r\nX: y\r\nZ:\r\n\r\n", "abc +0"),
        ("3\r\nab", "ab …"),
        ("\r\n", "refused"),
        ("x\r\n", "refused"),
        ("-1\r\n", "refused"),
        ("0x3\r\nabc\r\n", "refused"),
        (" 3\r\nabc\r\n", "refused"),
        ("3 \r\nabc\r\n", "refused"),
        ("3 ;x\r\nabc\r\n", "refused"),
        ("3\nabc\r\n", "refused"),
        ("3;a\nb\r\nabc\r\n", "refused"),
        ("3\r\nabcd\r\n", "refused"),
        ("3\r\nabc\n0\r\n\r\n", "refused"),
        ("1000000000000000\r\n", "refused"),
        ("0\r\nX : y\r\n\r\n", "refused"),
        ("0\r\n X: y\r\n\r\n", "refused"),
        ("0\r\nX: a\nY: b\r\n\r\n", "refused"),
        ("0\r\n\n", "refused"),
        ("0\r\nX: \(String(repeating: "a", count: 9000))\r\n\r\n", "refused"),
        ("3;\(String(repeating: "a", count: 20_000))\r\nabc\r\n0\r\n\r\n", "refused"),
    ]

    @Test(arguments: table, [1, 2, 3, 7, 65_536])
    func chunksAreReadTheSameInAnyPieces(_ row: (String, String), size: Int) {
        #expect(decode(row.0, pieces: size) == row.1)
    }
}
