/// Reads a pattern's pieces, name by name.
struct PatternReader {
    private let bytes: ArraySlice<UInt8>
    private let isCaseInsensitive: Bool
    private var at: Int

    init(bytes: ArraySlice<UInt8>, isCaseInsensitive: Bool) {
        self.bytes = bytes
        self.isCaseInsensitive = isCaseInsensitive
        at = bytes.startIndex
    }

    private var next: UInt8? { at < bytes.endIndex ? bytes[at] : nil }

    private mutating func take() -> UInt8? {
        guard let byte = next else { return nil }
        at += 1
        return byte
    }

    mutating func names() throws(PathPattern.Problem) -> [NamePattern] {
        var names: [NamePattern] = []
        repeat {
            let name = try self.name()
            // Next to each other they say no more than one, except at the end.
            if name != .names || names.last != .names || next == nil { names.append(name) }
        } while take() != nil
        return names
    }

    /// Up to the next slash or the end.
    private mutating func name() throws(PathPattern.Problem) -> NamePattern {
        var pieces: [NamePattern.Piece] = []
        var starCount = 0
        let start = at
        while let byte = next, byte != slash, !isEscapedSlash {
            at += 1
            switch byte {
            case UInt8(ascii: "*"):
                starCount += 1
                if pieces.last != .many { pieces.append(.many) }
            case UInt8(ascii: "?"): pieces.append(.any)
            case UInt8(ascii: "["): pieces.append(.set(try set()))
            case UInt8(ascii: "\\"): pieces.append(literal(try escaped()))
            default: pieces.append(literal(byte))
            }
        }
        if starCount > 1, pieces == [.many] { return .names }
        if isEscapedSlash { at += 1 }
        guard at > start || !pieces.isEmpty else { throw .neverMatches }
        return NamePattern(pieces)
    }

    /// A slash is a slash, with a backslash before it as well.
    private var isEscapedSlash: Bool {
        next == UInt8(ascii: "\\") && at + 1 < bytes.endIndex && bytes[at + 1] == slash
    }

    private func literal(_ byte: UInt8) -> NamePattern.Piece {
        .literal(isCaseInsensitive ? byte.lowercased : byte)
    }

    private mutating func escaped() throws(PathPattern.Problem) -> UInt8 {
        guard let byte = take() else { throw .neverMatches }
        return byte
    }

    /// After the bracket that opens it. A bracket that closes is a member where it comes first.
    private mutating func set() throws(PathPattern.Problem) -> ByteSet {
        var set = ByteSet()
        let isInverted = next == UInt8(ascii: "!") || next == UInt8(ascii: "^")
        if isInverted { at += 1 }
        var last: UInt8?
        var isFirst = true
        while true {
            guard let byte = take() else { throw .neverMatches }
            if byte == UInt8(ascii: "]"), !isFirst { break }
            isFirst = false
            if byte == UInt8(ascii: "-"), let low = last, let high = next,
                high != UInt8(ascii: "]")
            {
                at += 1
                let end = high == UInt8(ascii: "\\") ? try escaped() : high
                if low <= end { set.insert(low...end) }
                last = nil
            } else if byte == UInt8(ascii: "["), next == UInt8(ascii: ":"),
                let name = try className()
            {
                guard let named = ByteSet(named: name) else { throw .neverMatches }
                set.formUnion(named)
                last = nil
            } else {
                let member = byte == UInt8(ascii: "\\") ? try escaped() : byte
                set.insert(member)
                last = member
            }
        }
        if isCaseInsensitive { set = set.inBothCases }
        return isInverted ? set.inverted : set
    }

    /// At the colon of what may be `[:alpha:]`; nil, and nothing taken, when it is not.
    private mutating func className() throws(PathPattern.Problem) -> ArraySlice<UInt8>? {
        guard let end = bytes[(at + 1)...].firstIndex(of: UInt8(ascii: "]")) else {
            throw .neverMatches
        }
        guard end > at + 1, bytes[end - 1] == UInt8(ascii: ":") else { return nil }
        defer { at = end + 1 }
        return bytes[(at + 1)..<(end - 1)]
    }
}

private let slash = UInt8(ascii: "/")
