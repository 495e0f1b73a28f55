package import HTTPClient
package import Storage

/// An object's body as that of a request.
package enum HTTPUpload {
    /// Up to here a body is held: then it goes without asking first whether it is wanted, and
    /// again by itself when a connection turns out to have been closed.
    package static let heldMax: Int64 = 256 << 10

    package static func body(
        _ reader: ExactReader, length: Int64?
    ) async throws -> ClientRequest.Body {
        guard let length, length <= heldMax else {
            return .stream(length: length) { try await reader.next() }
        }
        return .bytes(try await reader.collect(limit: Int(heldMax) + 1))
    }
}
