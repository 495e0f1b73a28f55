/// How large things of the format may be. A reader refuses more before it takes memory for it, and
/// a writer makes nothing that is.
package enum ArchiveLimits {
    /// Markers, completion records, sealed identities, RESTORE.txt.
    package static let smallObjectSizeMax = 64 << 10
    /// A hundred thousand parts, which are six TiB of standard size.
    package static let manifestSizeMax = 32 << 20
    /// An entry with a mebibyte of attributes in base 64, or the frames of a part.
    package static let indexLineSizeMax = 4 << 20
    /// Frames of the index, uncompressed.
    package static let indexFrameSize = 1 << 20
    /// Of tar.
    package static let frameSize = 4 << 20
    /// What a reader takes, so that a later writer may choose.
    package static let frameSizeMax = 64 << 20
    /// A part is closed with this many, however small they are: zeros compress to nothing, and a
    /// line of the index names all frames of a part.
    package static let framesPerPartMax = 4096
    package static let partSizeStandard: Int64 = 64 << 20
    package static let partSizes: ClosedRange<Int64> = 1 << 20...16 << 30
    package static let recipientsMax = 64
    /// The first line of an index, as it is written: whoever lists snapshots reads no further for
    /// it than this and a block of zstd, however little compresses.
    package static let detailsSizeMax = 512 << 10
}
