internal import Transport

/// Takes what a stream has to give and hands it out event by event. Between two reads it keeps only
/// what came together with the last event.
struct FrameIntake {
    enum Outcome {
        case event(FrameDecoder.Event)
        /// Bytes came that complete nothing yet.
        case progress
        /// Nothing right now.
        case nothing
        case end
    }

    private var decoder: FrameDecoder
    /// From `position` on still to be decoded.
    private var rest: [UInt8]
    private var position = 0

    init(_ decoder: FrameDecoder, leftover: [UInt8]) {
        self.decoder = decoder
        rest = leftover
    }

    /// Throws `WebSocketError` and `TransportError`, after which there is no going on.
    mutating func next(from stream: ByteStream) throws -> Outcome {
        if position < rest.count {
            let bytes = rest
            if let event = try decoder.next(bytes.span, from: &position) { return .event(event) }
            rest = []
            position = 0
        }
        var outcome = Result<FrameDecoder.Event?, WebSocketError>.success(nil)
        let read = try stream.read { bytes in
            var position = 0
            do throws(WebSocketError) {
                outcome = .success(try decoder.next(bytes, from: &position))
                keep(bytes.extracting(position..<bytes.count))
            } catch {
                outcome = .failure(error)
            }
        }
        switch read {
        case .wouldBlock: return .nothing
        case .end: return .end
        case .bytes: return try outcome.get().map { .event($0) } ?? .progress
        }
    }

    private mutating func keep(_ bytes: Span<UInt8>) {
        guard bytes.count > 0 else { return }
        rest = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
        position = 0
    }
}
