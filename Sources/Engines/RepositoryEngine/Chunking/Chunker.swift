/// Cuts content into chunks where it says so itself, so that an insertion moves the cuts with it:
/// docs/formats/repository.md. A chunk ends behind a byte where the low bits of a fingerprint of
/// the 64 bytes up to there are zero, not before `sizeMin` and at the latest at `sizeMax`.
///
/// The fingerprint at a place depends on these 64 bytes and on nothing else. Four places at once
/// can therefore be looked at, 8 KiB apart: one alone would wait for its own result at every byte.
struct Chunker: Sendable {
    static let windowSize = 64
    static let sizeMin = 512 << 10
    static let sizeMax = 8 << 20
    private static let mask: UInt64 = (1 << 20) - 1
    /// Bytes that a lane goes before the next one's begin.
    private static let laneSize = 8 << 10

    private let tables: ChunkTables

    /// - Precondition: The polynomial is one of a repository: irreducible, of degree 53.
    init(_ polynomial: Polynomial) {
        tables = ChunkTables(polynomial)
    }

    /// Where the first chunk of `bytes` ends; nil when that takes more bytes to tell. With more
    /// bytes, `seen` is how many there were before, and they are not looked at again.
    func firstCut(in bytes: Span<UInt8>, seen: Int = 0) -> Int? {
        let end = min(bytes.count, Self.sizeMax)
        guard end >= Self.sizeMin, end > seen else { return nil }
        let cut = unsafe tables.leaving.withUnsafeBufferPointer { leaving in
            unsafe tables.reducing.withUnsafeBufferPointer { reducing in
                unsafe bytes.withUnsafeBufferPointer { bytes -> Int? in
                    guard let leaving = leaving.baseAddress, let bytes = bytes.baseAddress,
                        let reducing = reducing.baseAddress
                    else { return nil }
                    let search = unsafe CutSearch(
                        bytes: bytes, leaving: leaving, reducing: reducing, shift: tables.shift,
                        mask: Self.mask)
                    return unsafe search.cut(
                        from: max(seen, Self.sizeMin), isFirst: seen < Self.sizeMin, to: end,
                        laneSize: Self.laneSize)
                }
            }
        }
        return cut ?? (end == Self.sizeMax ? end : nil)
    }
}
