internal import Engine

/// Blobs that are fetched together because they are needed one after the other. It lives as long as
/// anybody may still need one of them.
final class ContentBatch: Sendable {
    /// Content of a batch, some more when its last blob is large.
    static let sizeMax = 16 << 20

    private struct Slot: Sendable {
        /// How often it will be asked for.
        var uses: Int
        var result: Result<[UInt8], EngineError>?
    }

    let number: Int
    let ids: [BlobID]
    private let slots: SharedState<[BlobID: Slot]>

    init(number: Int, uses: [BlobID: Int], order ids: [BlobID]) {
        self.number = number
        self.ids = ids
        slots = SharedState(uses.mapValues { Slot(uses: $0) })
    }

    func deliver(_ fetched: [BlobFetcher.Fetched]) {
        slots.change { slots in
            for (id, content) in fetched { slots[id]?.result = content }
        }
    }

    /// Waits for a blob and takes it. Blocks.
    func take(_ id: BlobID) throws -> [UInt8] {
        try slots.block { slots -> [UInt8]? in
            guard let slot = slots[id] else {
                preconditionFailure("a blob is taken as often as it was announced")
            }
            guard let result = slot.result else { return nil }
            if slot.uses == 1 {
                slots[id] = nil
            } else {
                slots[id]?.uses -= 1
            }
            return try result.get()
        }
    }

    /// Nobody will deliver what has not come.
    func fail(_ error: EngineError) {
        slots.change { slots in
            for id in slots.keys where slots[id]?.result == nil {
                slots[id]?.result = .failure(error)
            }
        }
    }
}
