/// The bounds of one WebSocket.
package struct WebSocketLimits: Sendable {
    /// The largest message taken, over all its fragments. 1 MiB is a page of file names; bulk data
    /// has its own streams.
    package var messageBytesMax = 1 << 20
    /// Bytes that may wait to be sent before a sender has to wait too.
    package var outboxBytesMax = 256 << 10
    /// Silence after which a ping asks whether the peer still lives.
    package var pingInterval = Duration.seconds(30)
    /// How long a peer may stay silent after the ping before it counts as dead.
    package var pongTimeout = Duration.seconds(20)
    /// How long a peer may take nothing of what waits to be sent.
    package var stallTimeout = Duration.seconds(60)
    /// How long to wait for the peer's half of the closing handshake.
    package var closeTimeout = Duration.seconds(5)

    package init() {}
}
