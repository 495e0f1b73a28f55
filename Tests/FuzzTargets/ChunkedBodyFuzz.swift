@testable import HTTPServer

/// A chunked body is the same in any pieces, and never longer than what carried it.
package func fuzzChunkedBody(_ input: [UInt8]) {
    let whole = ChunkedOutcome(input, pieces: input.count)
    let size = 1 + Int(input.last ?? 0) % 5
    precondition(ChunkedOutcome(input, pieces: size) == whole, "the pieces matter")
    precondition(whole.content.count <= input.count)
    precondition(whole.end.map { $0 >= whole.content.count + 5 } ?? true, "an end without framing")
}

private struct ChunkedOutcome: Equatable {
    var content: [UInt8] = []
    var end: Int?
    var failure: HTTPServerError?

    init(_ input: [UInt8], pieces size: Int) {
        var decoder = ChunkedDecoder()
        var start = 0
        while start < input.count {
            let stop = min(input.count, start + max(1, size))
            let piece = Array(input[start..<stop])
            do {
                if let end = try Self.feed(piece, to: &decoder, collecting: &content) {
                    self.end = start + end
                    return
                }
            } catch {
                failure = error
                return
            }
            start = stop
        }
    }

    private static func feed(
        _ piece: [UInt8], to decoder: inout ChunkedDecoder, collecting content: inout [UInt8]
    ) throws(HTTPServerError) -> Int? {
        var position = 0
        while true {
            switch try decoder.next(piece.span, from: position) {
            case .content(let range):
                content += piece[range]
                position = range.upperBound
            case .needsMore: return nil
            case .end(let end): return end
            }
        }
    }
}
