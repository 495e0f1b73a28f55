extension ByteCount {
    private static let writtenUnits: [(name: String, bytes: Int64)] = [
        ("EiB", 1 << 60), ("PiB", 1 << 50), ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20),
        ("KiB", 1 << 10), ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000),
        ("kB", 1000), ("B", 1),
    ]

    /// Reads `64MiB`, `64 MiB`, `10GB` or `512B`: a whole number and a unit. `M` alone is refused,
    /// because it means a million to some and 1,048,576 to others.
    package init?(text: some StringProtocol) {
        let digits = text.prefix { ("0"..."9").contains($0) }
        var name = text.dropFirst(digits.count)
        if name.first == " " { name = name.dropFirst() }
        guard let count = Int64(digits),
            let unit = Self.writtenUnits.first(where: { $0.name == name })
        else { return nil }
        let (bytes, overflows) = count.multipliedReportingOverflow(by: unit.bytes)
        guard !overflows else { return nil }
        self.init(bytes)
    }

    /// The exact number in its largest whole binary unit, as in `64MiB`; `init(text:)` reads it.
    package var exactText: String {
        let unit = Self.writtenUnits.first { unit in
            unit.name.hasSuffix("iB") && bytes != 0 && bytes % unit.bytes == 0
        }
        guard let unit else { return "\(bytes)B" }
        return "\(bytes / unit.bytes)\(unit.name)"
    }
}
