internal import Storage

/// A stretch of a pack that is fetched at once, and the blobs in it.
struct PackRange: Sendable {
    struct Piece: Sendable {
        let id: BlobID
        let place: BlobPlace
    }

    /// What is read and not needed so that a request is saved.
    struct Reach: Sendable {
        var gapMax: Int
        var sizeMax: Int

        /// On this machine a request costs some microseconds.
        static let local = Reach(gapMax: 64 << 10, sizeMax: 4 << 20)
        static let remote = Reach(gapMax: 512 << 10, sizeMax: 8 << 20)
    }

    let pack: ObjectID
    private(set) var bytes: Range<Int>
    private(set) var pieces: [Piece]

    /// Deals pieces out into stretches: those of a pack that lie close together are one.
    static func covering(_ pieces: [Piece], _ reach: Reach) -> [PackRange] {
        let sorted = pieces.sorted {
            ($0.place.pack, $0.place.offset) < ($1.place.pack, $1.place.offset)
        }
        var ranges: [PackRange] = []
        for piece in sorted {
            let place = piece.place
            let end = place.offset + place.length
            if let last = ranges.last, last.pack == place.pack,
                place.offset - last.bytes.upperBound <= reach.gapMax,
                end - last.bytes.lowerBound <= reach.sizeMax
            {
                let index = ranges.count - 1
                ranges[index].bytes =
                    last.bytes.lowerBound..<max(last.bytes.upperBound, end)
                ranges[index].pieces.append(piece)
            } else {
                ranges.append(
                    PackRange(pack: place.pack, bytes: place.offset..<end, pieces: [piece]))
            }
        }
        return ranges
    }
}

extension RepositoryVault {
    /// How far blobs that are fetched together may lie from each other.
    var reach: PackRange.Reach { storage.traits.isLocal ? .local : .remote }

    /// How many of them are fetched at a time.
    var fetchesMax: Int {
        let traits = storage.traits
        return min(
            RepositoryLimits.requestsMax,
            traits.isLocal ? settings.workers : max(1, traits.transfersMax))
    }
}
