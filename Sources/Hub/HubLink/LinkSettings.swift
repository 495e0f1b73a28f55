internal import Domain

/// The times and bounds of links.
package struct LinkSettings: Sendable {
    /// How often either end gives a sign of life.
    package var heartbeat = Duration.seconds(15)
    /// An agent that was silent for longer is away, and its link is ended.
    package var silenceMax = Agent.awayAfter
    /// How long a connection may be there before it has said who it is.
    package var helloTime = Duration.seconds(20)
    /// How long an older link has to answer when another machine says it is the same agent.
    package var probeTime = LinkRule.probeTime
    /// How often it is written down who was heard.
    package var noteInterval = Duration.seconds(10)
    /// Frames that may wait for an agent: more than its largest configuration and a run for each
    /// of its sources.
    package var outboxFramesMax = 2_000
    package var outboxBytesMax = 32 << 20

    package init() {}
}
