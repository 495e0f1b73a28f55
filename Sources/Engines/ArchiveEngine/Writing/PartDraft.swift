internal import Cryptography

/// A part that is being filled with frames.
struct PartDraft {
    let name: PartName
    private let start: Int64
    private(set) var plainSize: Int64 = 0
    private(set) var frames: [PartFrames.Frame] = []
    private(set) var tarEnd: Int64

    /// - Parameter offset: Where in the tar file it begins.
    init(_ name: PartName, at offset: Int64) {
        self.name = name
        start = offset
        tarEnd = offset
    }

    var isEmpty: Bool { frames.isEmpty }

    mutating func append(size: Int, tarSize: Int) {
        frames.append(
            .init(
                offset: plainSize, size: Int64(size), tarOffset: tarEnd, tarSize: Int64(tarSize)))
        plainSize += Int64(size)
        tarEnd += Int64(tarSize)
    }

    func isFull(at partSize: Int64) -> Bool {
        plainSize >= partSize || frames.count == ArchiveLimits.framesPerPartMax
    }

    func part(size: Int64, digest: SHA256Digest) -> Manifest.Part {
        Manifest.Part(
            name: name, size: size, digest: digest, plainSize: plainSize, frames: frames.count,
            tar: start..<tarEnd)
    }
}
