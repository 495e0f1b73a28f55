internal import Cryptography
internal import Engine
internal import Storage

/// What is asked of the vault for a range of a part's plain content: known before anything of the
/// part has come, so it can be asked for ahead.
struct PartRequest: Sendable {
    /// A range that begins this early is read from the object's start, which saves the request for
    /// the header.
    private static let skipMax: Int64 = 128 << 10

    let part: Manifest.Part
    let object: ObjectName
    /// In the part's plain content.
    let plain: Range<Int64>
    let isSealed: Bool
    let storage: any Storage

    /// Where the range lies in a sealed part.
    struct Place {
        let layout: AgePayloadLayout
        let chunks: Range<Int64>
        let sealed: Range<Int64>

        /// One request gives the header as well.
        var isNear: Bool { sealed.lowerBound - layout.nonceRange.upperBound <= skipMax }
    }

    func place() throws -> Place {
        let layout = try part.layout()
        let chunks = layout.chunks(covering: plain)
        return Place(layout: layout, chunks: chunks, sealed: layout.fileRange(of: chunks))
    }

    /// Sends the first request.
    func open() async throws -> any ObjectReader {
        guard isSealed else {
            guard part.size == part.plainSize else { throw part.misdescribed }
            return try await storage.get(object, plain)
        }
        let place = try place()
        let head = place.layout.nonceRange.upperBound
        return try await storage.get(object, 0..<(place.isNear ? place.sealed.upperBound : head))
    }
}
