package import Values

/// How an object is cut for an upload in parts, of which services take 10,000.
///
/// With a known length all parts are of one size, and none is held. Without one the size grows
/// with the number of the part, so that 5 TiB fit, and the part under way is held in memory:
/// 16 MiB up to an object of 2 GiB, 160 MiB at 100 GiB, 1.3 GiB at the end of 5 TiB. Whoever sends
/// as much without knowing how much it will be cuts it into objects of its own.
package struct S3PartPlan: Hashable, Sendable {
    package static let partsMax = 10_000
    /// After so many parts the next are larger by the first one's size.
    private static let partsPerStep = 125

    private let first: Int64

    /// - Parameter first: Services take no less than 5 MiB for a part that is not the last.
    package init(first: ByteCount = .mebibytes(16)) {
        self.first = first.bytes
    }

    /// - Parameter number: From 1.
    package func size(ofPart number: Int, length: Int64?) -> Int64 {
        guard let length else { return first * Int64(1 + (number - 1) / Self.partsPerStep) }
        let least = (length + Int64(Self.partsMax) - 1) / Int64(Self.partsMax)
        return max(first, least)
    }
}
