internal import Values

/// The line of `prune` that says what goes, as in `total prune:  12 blobs / 3.400 MiB`. Sizes are
/// rounded for people there; restic tells them in no other way.
struct PruneTotal: Hashable {
    let blobs: Int
    let size: ByteCount

    init?(parsing line: [UInt8]) {
        guard line.count < 200 else { return nil }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard words.count == 7, words[0] == "total", words[1] == "prune:", words[3] == "blobs",
            words[4] == "/", let blobs = Int(words[2]), let number = Double(words[5]), number >= 0,
            let unit = Self.units[words[6]], number * unit < 0x1p62
        else { return nil }
        self.blobs = blobs
        size = ByteCount(Int64(number * unit))
    }

    private static let units: [Substring: Double] = [
        "B": 1, "KiB": 0x1p10, "MiB": 0x1p20, "GiB": 0x1p30, "TiB": 0x1p40, "PiB": 0x1p50,
    ]
}
