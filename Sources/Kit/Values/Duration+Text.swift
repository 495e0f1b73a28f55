extension Duration {
    /// The units of a written span, largest first, in milliseconds.
    private static let writtenUnits: [(name: String, milliseconds: Int64)] = [
        ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000),
        ("ms", 1),
    ]

    /// Reads `90s`, `5m`, `1h30m` or `250ms`: whole numbers with units, each unit once and the
    /// larger first. A bare number is no span, because nobody knows its unit.
    package init?(_ text: some StringProtocol) {
        var rest = Substring(text)
        var units = Self.writtenUnits[...]
        var total: Int64 = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            let name = rest.dropFirst(digits.count).prefix { !("0"..."9").contains($0) }
            guard let count = Int64(digits),
                let index = units.firstIndex(where: { $0.name == name })
            else { return nil }
            let (part, isTooLong) = count.multipliedReportingOverflow(by: units[index].milliseconds)
            let (sum, overflows) = total.addingReportingOverflow(part)
            guard !isTooLong, !overflows else { return nil }
            total = sum
            units = units[(index + 1)...]
            rest = rest.dropFirst(digits.count + name.count)
        }
        self = .milliseconds(total)
    }

    /// The shortest spelling that `init(_:)` reads back, as in `1h30m`; weeks are shown as days.
    package var text: String {
        var rest = milliseconds.magnitude
        guard rest > 0 else { return "0s" }
        var text = milliseconds < 0 ? "-" : ""
        for unit in Self.writtenUnits.dropFirst() {
            let scale = UInt64(unit.milliseconds)
            if rest >= scale { text += "\(rest / scale)\(unit.name)" }
            rest %= scale
        }
        return text
    }
}
