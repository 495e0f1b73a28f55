internal import Host
package import Values

/// How a hub's backups of itself stand, as its keeper saw it last.
package struct BackupStanding: Hashable, Sendable {
    package let folder: String
    package let interval: Duration
    /// How many are kept there.
    package let keep: Int
    /// How many lie there; nil until somebody looked.
    package var count: Int?
    package var newest: Timestamp?
    package var newestSize: ByteCount?
    /// How many of them were made while a clock was wrong and are dated in the future: they count
    /// for nothing, and nothing takes them away.
    package var ahead = 0

    init(_ plan: BackupPlan) {
        folder = plan.folder.description
        interval = plan.interval
        keep = plan.keep
    }

    /// - Parameter items: all there are, the newest first.
    mutating func note(_ items: [BackupFolder.Item], at now: Timestamp) {
        let believed = items.filter { !$0.isAhead(of: now) }
        ahead = items.count - believed.count
        count = believed.count
        newest = believed.first?.made
        newestSize = believed.first?.size
    }

    /// When the next one is made.
    package var next: Timestamp? { newest.map { $0 + interval } }
}
