internal import CommandLine
internal import JSON
internal import Values

/// How much at most, where it may be said that nothing bounds it.
enum SizeBound: Hashable, Sendable {
    case unbounded
    case size(ByteCount)

    /// As a bound lies in a form; nil for none.
    var json: JSON? {
        if case .size(let size) = self { .integer(size.bytes) } else { nil }
    }
}

extension Syntax where Value == SizeBound {
    /// A size, or `none`.
    static func bound(from least: Int) -> Syntax {
        let sizes = Syntax<ByteCount>.size(from: ByteCount(least))
        return Syntax(
            "SIZE|none",
            reading: { text throws(SyntaxRefusal) in
                text == "none" ? .unbounded : .size(try sizes.read(text))
            },
            writing: { bound in
                if case .size(let size) = bound { size.exactText } else { "none" }
            })
    }
}
