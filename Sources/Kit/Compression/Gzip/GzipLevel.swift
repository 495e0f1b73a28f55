/// How hard gzip tries: from 1 (fast) to 9 (small).
package struct GzipLevel: Hashable, Sendable {
    let rawValue: Int32

    package static let allowed: ClosedRange<Int> = 1...9
    /// What web servers commonly use; the library's own default of 6 costs twice the time for
    /// a few per cent.
    package static let web = GzipLevel(unchecked: 4)
    package static let standard = GzipLevel(unchecked: 6)

    private init(unchecked level: Int32) {
        rawValue = level
    }

    package init?(_ level: Int) {
        guard Self.allowed.contains(level) else { return nil }
        rawValue = Int32(level)
    }
}
