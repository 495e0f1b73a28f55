internal import CommandLine

extension Syntax where Value == Double {
    /// A part of something, as in `5%`.
    static func percent(mayBeNone: Bool = false) -> Syntax {
        Syntax(
            "PERCENT",
            reading: { text throws(Refusal) in
                guard text.hasSuffix("%"), let value = Double(text.dropLast()), value <= 100,
                    value > 0 || mayBeNone && value == 0
                else { throw Refusal("is not a part such as 5% or 0.5%") }
                return value
            }, writing: { $0 == $0.rounded() ? "\(Int($0))%" : "\($0)%" })
    }
}
