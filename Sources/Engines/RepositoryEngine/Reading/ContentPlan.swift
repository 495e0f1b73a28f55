/// Puts the blobs of files, in the order in which the files come, together into batches.
struct ContentPlan {
    /// A piece of a file: where it will come from.
    struct Step: Sendable {
        let batch: Int
        let id: BlobID
        let size: Int
    }

    private var number = 0
    private var uses: [BlobID: Int] = [:]
    private var order: [BlobID] = []
    private var size = 0

    /// Adds a piece. What comes besides is a batch that has become whole by the one before.
    mutating func add(_ id: BlobID, size: Int) -> (step: Step, closed: ContentBatch?) {
        let closed = self.size >= ContentBatch.sizeMax ? close() : nil
        if uses[id] == nil {
            order.append(id)
            self.size += size
        }
        uses[id, default: 0] += 1
        return (Step(batch: number, id: id, size: size), closed)
    }

    /// The batch that is being put together; nil when there is nothing in it.
    mutating func close() -> ContentBatch? {
        guard !order.isEmpty else { return nil }
        defer {
            number += 1
            (uses, order, size) = ([:], [], 0)
        }
        return ContentBatch(number: number, uses: uses, order: order)
    }
}
