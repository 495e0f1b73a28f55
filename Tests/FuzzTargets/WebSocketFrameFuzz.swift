@testable import WebSocket

/// Frames mean the same in any pieces, on either side; messages keep their limit, and what was
/// understood can be said again.
package func fuzzWebSocketFrame(_ input: [UInt8]) {
    for expectsMasks in [true, false] {
        let whole = FrameOutcome(input, pieces: input.count, expectsMasks: expectsMasks)
        let size = 1 + Int(input.last ?? 0) % 5
        let cut = FrameOutcome(input, pieces: size, expectsMasks: expectsMasks)
        precondition(cut == whole, "the pieces matter")
        for event in whole.events {
            guard case .message(let message) = event else { continue }
            precondition(message.bytes.count <= FrameOutcome.messageBytesMax)
            var again: [UInt8] = []
            var encoder = FrameEncoder(masks: expectsMasks)
            encoder.append(message.kind, message.bytes, to: &again)
            let repeated = FrameOutcome(again, pieces: again.count, expectsMasks: expectsMasks)
            precondition(repeated.events == [event] && repeated.failure == nil, "said otherwise")
        }
    }
}

private struct FrameOutcome: Equatable {
    static let messageBytesMax = 5000

    var events: [FrameDecoder.Event] = []
    var failure: WebSocketError?

    init(_ input: [UInt8], pieces size: Int, expectsMasks: Bool) {
        var decoder = FrameDecoder(
            expectsMasks: expectsMasks, messageBytesMax: Self.messageBytesMax)
        var start = 0
        while start < input.count {
            let stop = min(input.count, start + max(1, size))
            let piece = Array(input[start..<stop])
            var position = 0
            do {
                while let event = try decoder.next(piece.span, from: &position) {
                    events.append(event)
                }
            } catch {
                failure = error
                return
            }
            start = stop
        }
    }
}

extension WebSocketMessage {
    fileprivate var bytes: [UInt8] {
        switch self {
        case .text(let text): Array(text.utf8)
        case .binary(let bytes): bytes
        }
    }

    fileprivate var kind: FrameKind {
        switch self {
        case .text: .text
        case .binary: .binary
        }
    }
}
