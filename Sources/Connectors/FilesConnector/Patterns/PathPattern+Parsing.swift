extension PathPattern {
    /// Why a line is no pattern.
    enum Problem: Error, Hashable, Sendable {
        /// Nothing, or a comment: not a mistake.
        case blank
        /// It can match nothing: a bracket without its end, a backslash at the end, an unknown
        /// class, two slashes next to each other.
        case neverMatches
    }

    /// A line without its end, as gitignore(5) describes it.
    init(line: ArraySlice<UInt8>, isCaseInsensitive: Bool) throws(Problem) {
        var rest = Self.withoutSpacesAtEnd(line)
        guard let first = rest.first, first != UInt8(ascii: "#") else { throw .blank }
        isNegated = first == UInt8(ascii: "!")
        if isNegated { rest = rest.dropFirst() }
        isForFolders = rest.last == slash
        if isForFolders { rest = rest.dropLast() }
        isAnchored = rest.contains(slash)
        if rest.first == slash { rest = rest.dropFirst() }
        guard !rest.isEmpty else { throw .neverMatches }
        self.isCaseInsensitive = isCaseInsensitive
        var reader = PatternReader(bytes: rest, isCaseInsensitive: isCaseInsensitive)
        names = try reader.names()
    }

    /// Spaces at the end count only after a backslash.
    private static func withoutSpacesAtEnd(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var end = line.startIndex
        var at = line.startIndex
        while at < line.endIndex {
            if line[at] == UInt8(ascii: "\\") {
                at = min(at + 2, line.endIndex)
                end = at
            } else {
                at += 1
                if line[at - 1] != UInt8(ascii: " ") { end = at }
            }
        }
        return line[..<end]
    }
}

private let slash = UInt8(ascii: "/")
