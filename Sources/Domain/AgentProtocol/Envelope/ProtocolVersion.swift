// docs/formats/agent-protocol.md

internal import Domain

/// Which versions of the protocol a program speaks.
package struct ProtocolVersions: Hashable, Sendable {
    package let least: Int
    package let greatest: Int

    package init(least: Int, greatest: Int) {
        self.least = least
        self.greatest = max(least, greatest)
    }

    /// What this program speaks.
    package static let ours = ProtocolVersions(least: 1, greatest: 1)

    /// The greatest version both speak; nil when there is none.
    package func common(with other: ProtocolVersions) -> Int? {
        let version = min(greatest, other.greatest)
        return version >= max(least, other.least) ? version : nil
    }
}

/// The two ends of a link.
package enum ProtocolEnd: String, Hashable, Sendable, CaseIterable {
    case hub, agent

    package var other: ProtocolEnd { self == .hub ? .agent : .hub }
}

/// Bounds on everything a peer may send.
package enum ProtocolLimits {
    /// A frame of an agent: five hundred records with their texts, with room to spare.
    package static let agentFrameMax = 1 << 20
    /// A frame of the hub: the configuration of an agent with hundreds of sources.
    package static let hubFrameMax = 8 << 20
    /// No message is nested half as deep.
    package static let depthMax = 16
    package static let recordsPerFrame = 500
    /// What is counted: whole numbers that every reader of JSON knows exactly, and so few that a
    /// thousand of them can be added.
    package static let countMax: Int64 = 1 << 53
    package static let textMax = 4096
    package static let sourcesMax = ConfigurationLimits.sourcesMax
    package static let schedulesMax = ConfigurationLimits.schedulesMax
    package static let vaultsMax = ConfigurationLimits.vaultsMax
    package static let secretsMax = 500
    package static let secretMax = 16 << 10
    package static let claimsMax = 1000
    package static let journalsMax = 64
    package static let treePageMax = 1000
    package static let snapshotPageMax = 500
    /// Snapshots that one question looks through, and what it tells of each.
    package static let searchMax = 50
    package static let searchHitsMax = 500
    /// Of what an answer lists: it has to fit into a frame with everything around it.
    package static let answerBytesMax = 600 << 10

    package static func frameMax(from end: ProtocolEnd) -> Int {
        end == .hub ? hubFrameMax : agentFrameMax
    }
}
