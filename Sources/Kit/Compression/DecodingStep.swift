/// What one call of a decompressor did.
package struct DecodingStep: Hashable, Sendable {
    /// Bytes of the input that were used; the rest is given again.
    package let consumed: Int
    /// The output limit was reached, so more may come out before any further input.
    package let mayHaveMore: Bool
}

/// Sizes of the pieces in which streams grow.
enum StreamPiece {
    /// Room made in the output per library call; zstd's own recommendation is 128 KiB.
    static let size = 128 << 10
}
