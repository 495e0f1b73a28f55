package import Values

/// The head of a response, and its body as it arrives.
package struct ClientResponse: Sendable {
    package let status: Int
    package let headers: [ClientHeader]
    /// Where it came from in the end, after redirects.
    package let url: String
    package let body: ResponseBody
    /// When to come back, where the server said so.
    package let retryAfter: Duration?

    /// The first header of this name, in any case of letters.
    package func header(_ name: String) -> String? {
        headers.first { $0.isNamed(name) }?.value
    }

    /// The error that this status stands for; nil for 2xx.
    package var failure: ClientError? {
        ClientError.Kind(status: status, retryAfter: retryAfter).map {
            ClientError($0, "the server answered with status \(status)", status: status)
        }
    }

    /// Throws what the status stands for; the connection is then given up or reused as it fits.
    @discardableResult
    package func requireSuccess() throws(ClientError) -> ClientResponse {
        if let failure { throw failure }
        return self
    }
}

/// The body of a response, read once by one task. Who reads slowly slows the server down: no more
/// than `ResponseBody.bufferMax` waits here. Dropped unread, the transfer is given up.
package struct ResponseBody: AsyncSequence, Sendable {
    package static let bufferMax = 256 << 10

    let transfer: TransferHandle

    package struct Iterator: AsyncIteratorProtocol {
        let transfer: TransferHandle

        /// The next bytes, never empty; nil at the end.
        package mutating func next() async throws -> [UInt8]? {
            try await transfer.transfer.nextBytes()
        }
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(transfer: transfer)
    }

    /// The whole body, or `.tooLarge` as soon as it is more than `limit`.
    package func collect(limit: ByteCount) async throws -> [UInt8] {
        var content: [UInt8] = []
        for try await bytes in self {
            guard content.count + bytes.count <= limit.bytes else {
                throw ClientError(
                    .tooLarge, "the response is larger than the \(limit) allowed here")
            }
            content.append(contentsOf: bytes)
        }
        return content
    }
}
