/// One request and its answer, told when the last byte has been handed to the kernel.
package struct HTTPExchange: Sendable {
    package let request: HTTPRequest
    package let status: HTTPStatus
    /// Content of the answer, without head and framing.
    package let bodyBytesSent: Int
    package let nanoseconds: UInt64
    /// Whether the answer went out whole.
    package let isComplete: Bool
}

/// Is told what a server does, for its log and metrics. Calls come on the loops' threads: they must
/// not block, and should be quick.
package protocol HTTPServerObserver: Sendable {
    func completed(_ exchange: HTTPExchange)
    /// A request that never reached the handler.
    func refused(_ error: HTTPServerError, from client: ClientAddress)
    /// A connection that was turned away because there are too many.
    func turnedAway(_ client: ClientAddress)
    /// Accepting failed, and will be tried again.
    func acceptFailed(_ reason: String)
    /// The number of open connections has changed.
    func connectionsChanged(to count: Int)
}

extension HTTPServerObserver {
    package func completed(_ exchange: HTTPExchange) {}
    package func refused(_ error: HTTPServerError, from client: ClientAddress) {}
    package func turnedAway(_ client: ClientAddress) {}
    package func acceptFailed(_ reason: String) {}
    package func connectionsChanged(to count: Int) {}
}
