internal import CZstd

/// How hard zstd tries: from 1 (fast) to 19 (small). Higher levels of the library are left out,
/// since they make windows that ordinary decoders refuse.
package struct ZstdLevel: Hashable, Comparable, Sendable {
    package let rawValue: Int32

    package static let allowed: ClosedRange<Int> = 1...19
    /// 440 MB/s per core at 2.8 : 1 on programs and text; nothing above it pays on two cores.
    package static let standard = ZstdLevel(unchecked: 3)
    package static let fastest = ZstdLevel(unchecked: 1)
    /// The library's lowest level: on input without repetition it copies blocks as they are, so
    /// the frame is an ordinary one that costs little more than its checksum.
    static let stored = ZstdLevel(unchecked: ZSTD_minCLevel())

    private init(unchecked level: Int32) {
        rawValue = level
    }

    package init?(_ level: Int) {
        guard Self.allowed.contains(level) else { return nil }
        rawValue = Int32(level)
    }

    package static func < (a: ZstdLevel, b: ZstdLevel) -> Bool {
        a.rawValue < b.rawValue
    }
}
