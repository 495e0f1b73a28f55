/// How files of a snapshot are given back, beside which and where.
package struct RestoreTerms: Hashable, Sendable {
    /// What to do when something else is where an entry is to go. Folders are joined in any case.
    package enum Conflicts: String, Hashable, Sendable, CaseIterable {
        case overwrite
        /// What is there stays.
        case skip
        /// The restored one gets a new name beside it.
        case rename
        /// Nothing is restored when anything is there.
        case fail
    }

    /// What takes the place of the beginning of a path; the longest that fits counts.
    package struct Move: Hashable, Sendable {
        /// From the root of the snapshot.
        package let from: String
        /// From the destination; nil for the destination itself.
        package let to: String?

        package init(from: String, to: String?) {
            self.from = from
            self.to = to
        }
    }

    package var conflicts: Conflicts
    package var moves: [Move]
    /// The machine's name as a person typed it. Nothing is restored in place without it.
    package var confirmation: String?
    /// Only find out what would be done.
    package var isRehearsal: Bool

    package init(
        conflicts: Conflicts = .fail, moves: [Move] = [], confirmation: String? = nil,
        isRehearsal: Bool = false
    ) {
        self.conflicts = conflicts
        self.moves = moves
        self.confirmation = confirmation
        self.isRehearsal = isRehearsal
    }
}
