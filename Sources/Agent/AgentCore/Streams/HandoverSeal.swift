// docs/formats/handover.md

/// What a stream of entries for another machine begins with: the version, a box for that machine
/// with what opens the rest, and a signature of whoever sends.
enum HandoverSeal {
    static let title = Array("holdfast-handover-1\n".utf8)
    static let signatureSize = 64
    /// An age identity and what a box adds to it are less.
    static let boxMax = 1024
}
