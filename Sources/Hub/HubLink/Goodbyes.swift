internal import AgentProtocol

// Why a hub ends links; docs/formats/agent-protocol.md lists the codes.

extension Goodbye {
    static let notBelieved = Goodbye(
        code: "not_believed", message: "This hub has no such agent with this key.",
        advice: "Enrol the machine again, or make sure that it dials its own hub.")
    static let revoked = Goodbye(
        code: "revoked", message: "This agent was revoked or deleted at the hub.",
        advice: "Enrol the machine again if it should be protected.")
    static let rotated = Goodbye(
        code: "rotated", message: "The agent has other keys now.",
        advice: "Come back with the new keys.")
    static let changed = Goodbye(
        code: "changed", message: "Something else is allowed to this agent now.",
        advice: "Come back at once.")
    static let replaced = Goodbye(
        code: "replaced", message: "A newer link of the same agent is there.")
    static let cloned = Goodbye(
        code: "cloned", message: "Two machines say that they are this agent.",
        advice: "Somebody has to look: enrol one of them anew, then let the agent work again.")
    static let reincarnate = Goodbye(
        code: "reincarnate",
        message: "The hub has records of this incarnation that the agent does not remember.",
        advice: "Begin another incarnation and come back.")
    static let silent = Goodbye(
        code: "silent", message: "Nothing was heard of the agent for too long.")
    static let unavailable = Goodbye(
        code: "unavailable", message: "The hub's store does not answer right now.",
        advice: "Come back later.")
    static let shuttingDown = Goodbye(
        code: "shutting_down", message: "The hub is being stopped.", advice: "Come back later.")
}

/// Ends a link with these words.
struct LinkEnd: Error {
    let goodbye: Goodbye
}
