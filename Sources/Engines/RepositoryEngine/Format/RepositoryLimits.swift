/// How large things of the format may be. A reader refuses more before it takes memory for it.
package enum RepositoryLimits {
    /// Config, keys, locks.
    package static let smallObjectSizeMax = 1 << 20
    /// A snapshot with a hundred thousand paths.
    package static let snapshotSizeMax = 64 << 20
    /// Writers begin a new index at 50 000 blobs, some 8 MB; older ones wrote larger ones.
    package static let indexSizeMax = 1 << 30
    /// What unfolds from it.
    package static let documentSizeMax = 2 << 30
    /// A pack is closed when it holds this much.
    package static let packSizeStandard = 16 << 20
    package static let packSizes: ClosedRange<Int> = 4 << 20...128 << 20
    /// Of a pack's header, sealed.
    package static let headerSizeMax = 16 << 20
    /// A pack is closed with this many blobs, however small: the header stays small.
    package static let blobsPerPackMax = 100_000
    package static let blobsPerIndexMax = 50_000
    /// Of a file that is backed up, as thin disks of machines have them. Its node lists eight
    /// million pieces for so many, which take two gigabytes while it is written.
    package static let holesMax: Int64 = 4 << 40
    /// Keys that are tried with a passphrase. Each try costs half a second.
    package static let keysMax = 20
    /// To a place at once.
    static let requestsMax = 8
}
