/// Content on its way, taken piece by piece by one task. Letting go of it ends the transfer.
package protocol ObjectReader: AnyObject, Sendable {
    /// The next piece, never empty, and nil after the last. Pieces are at most some 100 KiB to
    /// some MiB, as they come; whoever takes slowly holds up the sender.
    func next() async throws -> [UInt8]?
}

extension ObjectReader {
    /// All of it. Throws `.tooLarge` instead of holding more than `limit` bytes.
    package func collect(limit: Int) async throws -> [UInt8] {
        var content: [UInt8] = []
        while let piece = try await next() {
            guard content.count + piece.count <= limit else {
                throw StorageError(.tooLarge, "an object is larger than \(limit) bytes")
            }
            content += piece
        }
        return content
    }
}
