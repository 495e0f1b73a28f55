internal import Synchronization

/// Hands on content no faster than a limit allows, in portions.
final class ThrottledReader: ObjectReader {
    private let reader: any ObjectReader
    private let limit: BandwidthLimit
    private let rest = Mutex<ArraySlice<UInt8>>([])

    init(_ reader: any ObjectReader, limit: BandwidthLimit) {
        self.reader = reader
        self.limit = limit
    }

    var length: Int64? { reader.length }

    func next() async throws -> [UInt8]? {
        let most = limit.portion
        if rest.withLock({ $0.isEmpty }) {
            guard let piece = try await reader.next() else { return nil }
            rest.withLock { $0 = piece[...] }
        }
        let portion = rest.withLock { rest in
            defer { rest = rest.dropFirst(most) }
            return Array(rest.prefix(most))
        }
        try await limit.take(portion.count)
        return portion
    }
}
