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
        var readings: [[NamePattern]] = []
        for text in Self.readings(of: rest, isAnchored: isAnchored) {
            var reader = PatternReader(bytes: text, isCaseInsensitive: isCaseInsensitive)
            readings.append(try reader.names())
        }
        self.readings = readings
    }

    /// git compares what stands before the first special byte by itself, so that two stars right
    /// behind it begin what is left and may stand for any number of folders, also none: `ab**/c`
    /// means `ab*/**/c` and `abc`.
    private static func readings(
        of text: ArraySlice<UInt8>, isAnchored: Bool
    ) -> [ArraySlice<UInt8>] {
        let special = Array("*?[\\".utf8)
        guard isAnchored, let star = text.firstIndex(where: special.contains),
            star > text.startIndex, text[star - 1] != slash
        else { return [text] }
        let end = text[star...].firstIndex { $0 != UInt8(ascii: "*") } ?? text.endIndex
        guard end - star > 1, end < text.endIndex, text[end] == slash else { return [text] }
        let (before, after) = (text[..<star], text[(end + 1)...])
        let below = before + Array("*/**/".utf8) + after
        return [below] + readings(of: before + after, isAnchored: true)
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
