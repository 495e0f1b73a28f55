/// How far the body of the current request has come.
struct IncomingBody {
    enum Framing {
        case complete
        case length(remaining: Int)
        case chunked(ChunkedDecoder)
    }

    var framing = Framing.complete
    var limit = 0
    var received = 0
    /// The client waits for `100 Continue` before it sends.
    var mustContinue = false
    var failure: HTTPServerError?
    /// Milliseconds spent waiting for the client, which is what its rate is measured by: the
    /// handler's own pauses are not its fault.
    var waited: UInt64 = 0
    /// Milliseconds that the client may pause, where that counts instead of its rate.
    var silenceMax: UInt64?

    init() {}

    init(_ head: RequestHead, limit: Int) {
        self.limit = limit
        mustContinue = head.expectsContinue
        if head.isChunked {
            framing = .chunked(ChunkedDecoder())
        } else if let length = head.contentLength, length > 0 {
            framing = .length(remaining: length)
        }
    }

    var isComplete: Bool {
        if case .complete = framing { true } else { false }
    }

    /// How long the client may still take for its next bytes.
    func patience(grace: UInt64, bytesPerSecond: Int, stall: UInt64) -> UInt64 {
        if let silenceMax { return silenceMax }
        let earned = UInt64(received) * 1000 / UInt64(max(1, bytesPerSecond))
        let allowed = grace + earned
        // What has been earned is no leave to stop altogether.
        return min(stall, allowed > waited ? allowed - waited : 0)
    }

    func requireRoom(for count: Int) throws(HTTPServerError) {
        guard count <= limit - received else {
            throw HTTPServerError(.bodyTooLarge, "the body is larger than \(limit) bytes")
        }
    }
}
