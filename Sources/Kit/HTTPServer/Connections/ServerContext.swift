internal import Values

/// What all connections of a server share.
final class ServerContext: Sendable {
    let limits: HTTPServerLimits
    let proxies: TrustedProxies
    let handler: HTTPHandler
    let observer: (any HTTPServerObserver)?
    let registry: ConnectionRegistry

    // The timeouts in milliseconds, since that is what loops count in.
    let headTimeout: UInt64
    let idleTimeout: UInt64
    let bodyGrace: UInt64
    let stallTimeout: UInt64
    let lingerTimeout: UInt64

    init(
        limits: HTTPServerLimits, proxies: TrustedProxies, observer: (any HTTPServerObserver)?,
        handler: @escaping HTTPHandler
    ) {
        self.limits = limits
        self.proxies = proxies
        self.observer = observer
        self.handler = handler
        registry = ConnectionRegistry(limits: limits)
        headTimeout = UInt64(limits.headTimeout.milliseconds)
        idleTimeout = UInt64(limits.idleTimeout.milliseconds)
        bodyGrace = UInt64(limits.bodyGrace.milliseconds)
        stallTimeout = UInt64(limits.stallTimeout.milliseconds)
        lingerTimeout = UInt64(limits.lingerTimeout.milliseconds)
    }

    var headLimits: RequestHeadParser.Limits {
        RequestHeadParser.Limits(
            headBytesMax: limits.headBytesMax, fieldsMax: limits.fieldsMax,
            requestLineBytesMax: min(limits.headBytesMax, 8 << 10))
    }
}
