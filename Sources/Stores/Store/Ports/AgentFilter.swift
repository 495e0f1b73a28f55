package import Domain
package import Values

/// Which agents are wanted; an empty filter wants all.
package struct AgentFilter: Hashable, Sendable {
    package var standing: AgentStanding?
    /// Each has to be there with this value.
    package var labels: [String: String]
    /// A part of its name or its host's, whatever the case of ASCII letters.
    package var text: String?
    /// Its host's name exactly, whatever the case of ASCII letters.
    package var hostName: String?
    /// Those that may work and of whom nothing was heard since, or never.
    package var silentSince: Timestamp?
    /// Those that run another program than this one.
    package var programBesides: String?
    package var work: Work?

    /// How the work for an agent goes.
    package enum Work: String, Hashable, Sendable, CaseIterable {
        /// The latest backup of one of its sources failed.
        case failed
        /// One of its sources was not backed up for longer than it should.
        case stale
        /// It is at work on a run.
        case running
    }

    package init(
        standing: AgentStanding? = nil, labels: [String: String] = [:], text: String? = nil,
        hostName: String? = nil, silentSince: Timestamp? = nil, programBesides: String? = nil,
        work: Work? = nil
    ) {
        self.standing = standing
        self.labels = labels
        self.text = text
        self.hostName = hostName
        self.silentSince = silentSince
        self.programBesides = programBesides
        self.work = work
    }
}
