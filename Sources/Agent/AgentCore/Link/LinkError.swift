internal import AgentProtocol

/// Why there is no link, or no more.
package struct LinkError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        case badAddress
        /// Plain HTTP to another machine.
        case insecure
        /// It cannot show that it is the hub this agent joined.
        case foreignHub
        /// It said goodbye; the code is its own.
        case goodbye(String)
        /// It broke the protocol.
        case misbehaved
        /// It said nothing for too long.
        case silent
        /// The connection ended.
        case closed
    }

    package let kind: Kind
    package let message: String
    package let advice: String

    package init(_ kind: Kind, _ message: String, advice: String = "") {
        self.kind = kind
        self.message = message
        self.advice = advice
    }

    init(_ goodbye: Goodbye) {
        self.init(.goodbye(goodbye.code), goodbye.message, advice: goodbye.advice)
    }

    package var description: String {
        advice.isEmpty ? message : "\(message) \(advice)"
    }
}
