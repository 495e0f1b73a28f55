/// What a reader accepts and a writer makes. An archive beyond one of these is refused with a
/// sentence, before any memory is taken for it.
package enum TarLimits {
    /// Sixteen times Linux's longest path, since trees walked by descriptor can be deeper than it.
    package static let nameBytesMax = 64 << 10
    /// Attributes of one entry live in one extended header, and Linux allows 64 KiB for each.
    package static let extendedHeaderBytesMax = 1 << 20
    /// Sixteen bytes a record is less than any useful one has.
    package static let recordsMax = 1 << 16
    /// 16 MiB of memory; a file with more holes is written as if it had none.
    package static let extentsMax = 1 << 20
    /// The largest multiple of a block that a file offset can say.
    package static let sizeMax = Int64.max - 511
}
