package import Values

/// How long things may take.
package struct Timeouts: Hashable, Sendable {
    /// Name look-up, connection and TLS handshake.
    package var connect: Duration
    /// The whole exchange with its bodies; nil where only standing still is a fault.
    package var total: Duration?
    /// No byte moved for so long, while neither our reader nor our writer was the one to wait for.
    package var stall: Duration?

    package init(
        connect: Duration = .seconds(20), total: Duration? = nil, stall: Duration? = .seconds(60)
    ) {
        self.connect = connect
        self.total = total
        self.stall = stall
    }
}

/// Bytes per second; nil for as fast as it goes.
package struct SpeedLimits: Hashable, Sendable {
    package var upload: ByteCount?
    package var download: ByteCount?

    package init(upload: ByteCount? = nil, download: ByteCount? = nil) {
        self.upload = upload
        self.download = download
    }
}
