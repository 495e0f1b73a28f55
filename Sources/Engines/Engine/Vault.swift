package import Connector
package import Values

/// A vault that was opened: its marker is ours and the keys fit.
///
/// All methods may run at once. Those that change the vault say so to each other through the vault
/// itself, since another machine may do the same.
package protocol Vault: Sendable {
    var format: VaultFormat { get }
    /// Of the location, without secrets.
    var place: String { get }
    /// What the vault calls itself, wherever it lies: two places of which it is the same are one
    /// vault, or one is a copy of the other.
    var ownName: String { get }

    func snapshots() async throws -> SnapshotList

    /// What is left at its place, and how much there is in all; nil where that cannot tell.
    func space() async throws -> (free: ByteCount, total: ByteCount?)?

    /// Bytes of everything at its place, counted there; nil where nobody can count.
    func held() async throws -> ByteCount?

    /// The chosen entries in their order, hard links after what they link to. A hard link whose
    /// first name is not chosen comes as a file of its own.
    ///
    /// The stream reads ahead on threads of its own, and is taken by one thread that may block.
    /// It ends with an error when what comes is not what was backed up: no content counts as good
    /// before its reader has said `finish`.
    func entries(
        of snapshot: SnapshotID, _ choice: EntryChoice, _ progress: RunProgress
    ) async throws -> sending any EntryStream

    /// Whether entries that come without content tell as much of each as with it.
    var listsAll: Bool { get }

    /// Reads the vault, never a cache, and compares everything with what was written.
    func verify(_ scope: VerifyScope, _ progress: RunProgress) async throws -> VerifyReport

    /// What is wrong with what no restore of these entries reads, and whoever has to do without us
    /// needs: notes for people, sums, what packs say of themselves, parts of an index.
    func damageBeside(
        _ snapshot: SnapshotID, _ choice: EntryChoice, _ progress: RunProgress
    ) async throws -> [String]

    /// Takes snapshots away. The first thing to go is what makes each a snapshot, so that an
    /// interruption leaves whole ones and unfinished ones. Repeating it is harmless.
    func forget(_ snapshots: [SnapshotID], _ progress: RunProgress) async throws

    /// Removes what no snapshot needs, as unfinished backups that nobody continued since `moment`.
    /// - Parameters:
    ///   - inUse: Unfinished ones that are still to be continued, as a journal here says; they stay
    ///     however old they are.
    ///   - mayEmpty: There may be no snapshot left at all. Otherwise a vault that seems to have
    ///     none keeps what it has, where only its snapshots say what is needed.
    ///   - isRehearsal: Only say what would go.
    func prune(
        unfinishedBefore moment: Timestamp, inUse: Set<SnapshotID>, mayEmpty: Bool,
        isRehearsal: Bool, _ progress: RunProgress
    ) async throws -> PruneReport

    func close() async
}

extension Vault {
    package var listsAll: Bool { true }

    package func damageBeside(
        _ snapshot: SnapshotID, _ choice: EntryChoice, _ progress: RunProgress
    ) async throws -> [String] { [] }

    package func held() async throws -> ByteCount? { nil }

    /// The same where snapshots are there to say what is needed.
    package func prune(
        unfinishedBefore moment: Timestamp, inUse: Set<SnapshotID> = [], isRehearsal: Bool,
        _ progress: RunProgress
    ) async throws -> PruneReport {
        try await prune(
            unfinishedBefore: moment, inUse: inUse, mayEmpty: false, isRehearsal: isRehearsal,
            progress)
    }
}

/// How much of a vault a check reads.
package struct VerifyScope: Hashable, Sendable {
    package enum Reading: Hashable, Sendable {
        /// That everything is there with the size it should have.
        case structure
        /// Also the content of a part of the objects, chosen at random by the seed.
        case sample(percent: Double, seed: UInt64)
        /// Also the content of one of so many parts, the first of which is 1: each object is in
        /// one of them by its name alone, so that all parts together are everything.
        case part(Int, of: Int)
        case everything
    }

    package var reading: Reading
    /// nil for all.
    package var snapshots: [SnapshotID]?

    package init(reading: Reading, snapshots: [SnapshotID]? = nil) {
        self.reading = reading
        self.snapshots = snapshots
    }
}

package struct VerifyReport: Hashable, Sendable {
    package struct Finding: Hashable, Sendable {
        /// nil when it concerns the vault.
        package let snapshot: SnapshotID?
        /// What is wrong and where, as in `payload.part000003`.
        package let message: String
        /// Files whose content it touches, as far as they are known; the first hundred.
        package let paths: [EntryPath]
        package let pathCount: Int

        package init(
            snapshot: SnapshotID?, message: String, paths: [EntryPath] = [], pathCount: Int = 0
        ) {
            self.snapshot = snapshot
            self.message = message
            self.paths = paths
            self.pathCount = pathCount
        }
    }

    package var snapshots = 0
    package var objects = 0
    package var bytesRead = ByteCount(0)
    package var findings: [Finding] = []

    package init() {}
}

package struct PruneReport: Hashable, Sendable {
    package var objects = 0
    package var freed = ByteCount(0)
    package var unfinished: [UnfinishedSnapshot] = []

    package init() {}
}
