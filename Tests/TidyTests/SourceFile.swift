import Glibc

/// One text file of the repository, by lines.
struct SourceFile: Sendable {
    /// From the repository's root, as in `Sources/Kit/Values/Hex.swift`.
    let path: String
    let text: String
    let lines: [String]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        lines = text.utf8.split(separator: 10, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    var isSwift: Bool { path.hasSuffix(".swift") }
    var isProduct: Bool { path.hasPrefix("Sources/") }

    /// The rules spell the words they forbid.
    var isTidy: Bool { path.hasPrefix("Tests/TidyTests/") }

    /// `path:line`, as editors open it.
    func place(_ index: Int) -> String { "\(path):\(index + 1)" }

    /// The lines whose code, not its comment, has `needle` standing as words of its own.
    func linesOfCode(with needle: String) -> [Int] {
        guard text.offset(of: needle) != nil else { return [] }
        return lines.indices.filter { lines[$0].withoutComment.hasWords(needle) }
    }

    func linesOfCode(withAny needles: [String]) -> [Int] {
        Set(needles.flatMap(linesOfCode(with:))).sorted()
    }
}

extension String {
    /// Where `needle` first stands, in bytes.
    func offset(of needle: String, from start: Int = 0) -> Int? {
        withCString { line in
            needle.withCString { needle in
                strstr(line + start, needle).map { UnsafePointer($0) - line }
            }
        }
    }

    /// Up to a `//` that begins a comment: not the one of a URL.
    var withoutComment: String {
        guard let slashes = offset(of: "//") else { return self }
        let before = utf8.prefix(slashes)
        guard before.last != UInt8(ascii: ":") else { return self }
        return String(decoding: before, as: UTF8.self)
    }

    func hasWords(_ needle: String) -> Bool {
        let bytes = Array(utf8)
        let startsWord = needle.utf8.first.map(isWord) ?? false
        let endsWord = needle.utf8.last.map(isWord) ?? false
        var start = 0
        while let found = offset(of: needle, from: start) {
            let end = found + needle.utf8.count
            let isGlued =
                startsWord && found > 0 && isWord(bytes[found - 1])
                || endsWord && end < bytes.count && isWord(bytes[end])
            if !isGlued { return true }
            start = end
        }
        return false
    }

    var indentation: Int { utf8.prefix { $0 == 32 }.count }

    /// The texts between straight quotes.
    var quoted: [String] {
        split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
    }
}

private func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 95, 97...122, 128...: true
    default: false
    }
}
