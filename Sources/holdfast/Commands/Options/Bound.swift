internal import CommandLine
internal import JSON
internal import Values

/// How much at most, where it may be said that nothing bounds it.
enum Bound<Value: Hashable & Sendable>: Hashable, Sendable {
    case unbounded
    case most(Value)
}

extension Bound<ByteCount> {
    /// As a bound lies in a form; nil for none.
    var json: JSON? {
        if case .most(let size) = self { .integer(size.bytes) } else { nil }
    }
}

extension Bound<Int> {
    /// As a bound lies in a form; nil for none.
    var json: JSON? {
        if case .most(let number) = self { JSON(number) } else { nil }
    }
}

extension Syntax where Value: Hashable {
    /// The same, or `none`.
    var orNone: Syntax<Bound<Value>> {
        Syntax<Bound<Value>>(
            "\(placeholder)|none",
            reading: { text throws(Refusal) in
                text == "none" ? .unbounded : .most(try read(text))
            },
            writing: { bound in
                if case .most(let value) = bound { write(value) } else { "none" }
            })
    }
}
