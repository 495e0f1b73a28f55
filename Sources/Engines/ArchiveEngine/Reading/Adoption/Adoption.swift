package import Cryptography
package import Engine

/// What taking over a vault that was written earlier or elsewhere would mean: whom a machine would
/// believe from then on. Nothing is believed before somebody has said yes to it, and what was said
/// yes to is what a stand-alone machine remembers.
package struct Adoption: Hashable, Sendable {
    /// One source of the vault, and the key that its snapshots are signed with.
    package struct Source: Hashable, Sendable {
        package let scope: ArchiveScope
        /// To be known as the source's from then on.
        package let key: VerifyingKey
        /// Whether the vault itself names the key; otherwise only the snapshots do.
        package let isMarked: Bool
        /// With a signature by this key over a manifest whose objects are there, the oldest first.
        package let snapshots: [Snapshot]
        package let damaged: [DamagedSnapshot]
        package let unfinished: [UnfinishedSnapshot]
    }

    /// As the vault says it, or as its snapshots do.
    package let marker: VaultMarker
    /// Whether the vault has one already.
    package let isMarked: Bool
    /// In the order of their ids.
    package let sources: [Source]
    /// What cannot be taken over, as a source without any key.
    package let problems: [String]
}
