/// How far the answer to the current request has come.
struct OutgoingReply {
    enum Framing {
        case none
        case length(remaining: Int)
        case chunked
        /// To a client of HTTP/1.0, which knows no chunks: the end of the connection is the end.
        case untilClose
    }

    var framing = Framing.none
    /// Whether the connection ends behind this answer.
    var closes = false
    var isHeadOnly = false
    var isHTTP10 = false
    var isStarted = false
    var bytesSent = 0
}
