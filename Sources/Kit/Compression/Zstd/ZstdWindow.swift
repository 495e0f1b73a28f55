/// How far back a frame may refer, which is the memory its decoder has to hold.
package struct ZstdWindow: Hashable, Sendable {
    let log: Int32

    /// 8 MiB: what RFC 8878 asks every decoder to support and more than our own levels use. A
    /// hostile frame gets this much memory and not the 2 GiB that the format allows.
    package static let ordinary = ZstdWindow(log: 23)
    /// 128 MiB: what the `zstd` program accepts without being told. For archives made elsewhere.
    package static let wide = ZstdWindow(log: 27)

    package var size: Int { 1 << log }
}
