/// What a streaming response writes to.
///
/// The head travels with the first bytes; `flush` sends it sooner. Each `write` returns when the
/// kernel has taken the bytes, so awaiting it is the back-pressure: a client that reads slowly
/// slows its producer and nobody else.
package struct ResponseWriter: Sendable {
    private let sink: any ResponseSink

    init(_ sink: some ResponseSink) {
        self.sink = sink
    }

    /// Sends bytes. One writer at a time: a second one traps, since their bytes would mix.
    package func write(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        try await sink.write(bytes)
    }

    package func write(_ text: String) async throws {
        try await write(Array(text.utf8))
    }

    /// Sends the head now, before there is anything to write.
    package func flush() async throws {
        try await sink.flush()
    }
}

/// Where a `ResponseWriter` puts what it is given.
protocol ResponseSink: Sendable {
    func write(_ bytes: [UInt8]) async throws
    func flush() async throws
}
