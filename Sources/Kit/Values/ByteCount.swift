/// A number of bytes, shown in binary units.
package struct ByteCount: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let bytes: Int64

    package init(_ bytes: some BinaryInteger) {
        self.bytes = Int64(clamping: bytes)
    }

    /// The whole number next to what was worked out: 4 EiB for what is beyond, nothing for what is
    /// no number.
    package init(rounding number: Double) {
        let most = 0x1p62
        self.init(number.isNaN ? 0 : Int64(min(max(number.rounded(), -most), most)))
    }

    package static func kibibytes(_ count: Int) -> ByteCount { ByteCount(count << 10) }
    package static func mebibytes(_ count: Int) -> ByteCount { ByteCount(count << 20) }
    package static func gibibytes(_ count: Int) -> ByteCount { ByteCount(count << 30) }

    package static func < (a: ByteCount, b: ByteCount) -> Bool { a.bytes < b.bytes }
    package static func + (a: ByteCount, b: ByteCount) -> ByteCount {
        ByteCount(a.bytes.saturating(adding: b.bytes))
    }

    /// Three significant digits at most, as in `1.5 GiB` or `812 B`.
    package var description: String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
        var unit = 0
        var scale: UInt64 = 1
        while unit + 1 < units.count, bytes.magnitude / scale >= 1024 {
            scale <<= 10
            unit += 1
        }
        let sign = bytes < 0 ? "-" : ""
        let whole = bytes.magnitude / scale
        guard unit > 0, whole < 10 else { return "\(sign)\(whole) \(units[unit])" }
        let tenth = (bytes.magnitude % scale) * 10 / scale
        return "\(sign)\(whole).\(tenth) \(units[unit])"
    }
}
