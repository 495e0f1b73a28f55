/// The bounds of a server. Each has a default that suits a hub; tests and settings narrow them.
package struct HTTPServerLimits: Sendable {
    /// Request line and fields together.
    package var headBytesMax = 32 << 10
    package var fieldsMax = 100
    /// A body whose handler declares no limit of its own.
    package var bodyBytesMax = 1 << 20
    /// 10,000 agents with a browser each, below the usual bound of 20,000 open files.
    package var connectionsMax = 16_000
    /// Of one address, unless it is a trusted proxy's or a local process's; those whose request was
    /// vouched for do not count. Browsers open six.
    package var connectionsPerAddressMax = 256

    /// From the first byte of a head to its end, and for a new connection's first byte and the TLS
    /// handshake.
    package var headTimeout = Duration.seconds(10)
    /// Between two requests of a connection. Longer than the 60 s for which proxies keep theirs,
    /// so that it is the proxy that closes.
    package var idleTimeout = Duration.seconds(75)
    /// What a client may take for granted before its body's rate counts.
    package var bodyGrace = Duration.seconds(10)
    /// Slower bodies end with 408. A modem is ten times as fast.
    package var bodyBytesPerSecondMin = 500
    /// How long a client may take nothing of its answer.
    package var stallTimeout = Duration.seconds(60)
    /// How long requests in flight may go on once the server is told to stop.
    package var drainTimeout = Duration.seconds(10)
    /// After an answer that leaves a body unread: how long and how much of it to drop, so that the
    /// client sees the answer and not a reset. A client stops sending as soon as it has read the
    /// answer, but a busy one may have filled every buffer on the way by then.
    package var lingerTimeout = Duration.seconds(30)
    package var lingerBytesMax = 64 << 20

    package init() {}
}
