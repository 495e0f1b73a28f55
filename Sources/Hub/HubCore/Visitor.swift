/// Where a request came from, as it is remembered and shown.
package struct Visitor: Hashable, Sendable {
    package let address: String
    package let userAgent: String

    /// Longer names of browsers are cut: they are shown, never needed.
    package static let userAgentLengthMax = 256

    package init(address: String, userAgent: String) {
        self.address = address
        self.userAgent = String(userAgent.prefix(Self.userAgentLengthMax))
    }
}
