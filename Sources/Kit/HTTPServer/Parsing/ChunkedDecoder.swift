/// Reads the chunked coding of RFC 9112 section 7.1, without I/O and in any pieces.
///
/// Extensions and trailer fields are checked and dropped, as the RFC allows.
struct ChunkedDecoder {
    enum Step: Equatable {
        /// These bytes of the input are content.
        case content(Range<Int>)
        /// The input is used up.
        case needsMore
        /// The body ended; what follows in the input begins there.
        case end(Int)
    }

    private enum State {
        case sizeStart, size, extensions, sizeEnd
        case content
        case contentEnd, contentNewline
        case trailerStart, trailerName, trailerValue, trailerNewline
        case lastNewline
        case done
    }

    /// 15 hex digits are just below 2^60; more would be nonsense or an overflow in disguise.
    private static let digitsMax = 15
    /// Extensions have no use here; this is room for those that some clients send.
    private static let extensionBytesMax = 16 << 10
    private static let trailerBytesMax = 8 << 10

    private var state = State.sizeStart
    private var remaining = 0
    private var digits = 0
    /// Over the whole body, so that many small ones are no way around the bound.
    private var extensionBytes = 0
    private var trailerBytes = 0

    /// Goes on at `position`; call it until it needs more.
    mutating func next(
        _ input: Span<UInt8>, from position: Int
    ) throws(HTTPServerError) -> Step {
        var index = position
        while index < input.count {
            if state == .content {
                let end = index + min(remaining, input.count - index)
                remaining -= end - index
                if remaining == 0 { state = .contentEnd }
                return .content(index..<end)
            }
            if state == .done { return .end(index) }
            try take(input[index])
            index += 1
        }
        return state == .done ? .end(index) : .needsMore
    }

    private mutating func take(_ byte: UInt8) throws(HTTPServerError) {
        switch state {
        case .sizeStart, .size, .extensions, .sizeEnd: try takeSize(byte)
        case .content, .done: break
        case .contentEnd: try expect(byte, 0x0D, then: .contentNewline)
        case .contentNewline: try expect(byte, 0x0A, then: .sizeStart)
        case .lastNewline: try expect(byte, 0x0A, then: .done)
        case .trailerStart, .trailerName, .trailerValue, .trailerNewline: try takeTrailer(byte)
        }
    }

    private mutating func takeSize(_ byte: UInt8) throws(HTTPServerError) {
        switch (state, byte) {
        case (.sizeEnd, 0x0A):
            state = remaining == 0 ? .trailerStart : .content
        case (.extensions, 0x0D), (.size, 0x0D):
            state = .sizeEnd
        case (.extensions, _) where FieldLine.isValueByte(byte):
            extensionBytes += 1
            guard extensionBytes <= Self.extensionBytesMax else {
                throw HTTPServerError(.malformed, "the chunk extensions are too long")
            }
        case (.size, UInt8(ascii: ";")):
            state = .extensions
        case (.sizeStart, _), (.size, _):
            guard let digit = byte.hexValue else { throw .badChunk }
            if state == .sizeStart {
                state = .size
                remaining = 0
                digits = 0
            }
            digits += 1
            guard digits <= Self.digitsMax else { throw .badChunk }
            remaining = remaining << 4 | Int(digit)
        default: throw .badChunk
        }
    }

    private mutating func takeTrailer(_ byte: UInt8) throws(HTTPServerError) {
        trailerBytes += 1
        guard trailerBytes <= Self.trailerBytesMax else {
            throw HTTPServerError(.malformed, "the trailer section is too long")
        }
        switch state {
        case .trailerStart where byte == 0x0D: state = .lastNewline
        case .trailerStart where Token.contains(byte): state = .trailerName
        case .trailerName where byte == UInt8(ascii: ":"): state = .trailerValue
        case .trailerName where Token.contains(byte): break
        case .trailerValue where byte == 0x0D: state = .trailerNewline
        case .trailerValue where FieldLine.isValueByte(byte): break
        case .trailerNewline where byte == 0x0A: state = .trailerStart
        default: throw HTTPServerError(.malformed, "a trailer field is not well formed")
        }
    }

    private mutating func expect(
        _ byte: UInt8, _ expected: UInt8, then next: State
    ) throws(HTTPServerError) {
        guard byte == expected else { throw .badChunk }
        state = next
    }
}

extension HTTPServerError {
    fileprivate static let badChunk = HTTPServerError(.malformed, "a chunk is not well formed")
}
