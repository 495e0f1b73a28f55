/// The kinds of execution there are. `run` is the one word for all of them.
package enum RunKind: String, Hashable, Sendable, CaseIterable {
    case backup, restore, drill, check, forget, prune, unlock
    /// Makes a vault at an empty location.
    case initialize = "init"
    /// Takes one snapshot away.
    case delete
    /// Copies snapshots from one vault to another.
    case copy
    /// Streams files of a snapshot to a person.
    case export
    /// Replaces the agent's own program.
    case update

    /// What a run of this kind cannot be made without. One row for each kind.
    package var needs: Set<RunNeed> {
        switch self {
        case .backup: [.source, .vaults]
        case .restore: [.vault, .snapshot, .destination]
        case .drill: [.vault, .snapshot]
        case .check: [.vault]
        case .forget: [.vault, .keeper, .deleteCredential, .thawed]
        case .prune: [.vault, .keeper, .deleteCredential, .thawed, .rightClock]
        case .unlock: [.vault, .keeper, .rightClock]
        case .initialize: [.vault]
        case .delete: [.vault, .snapshot, .keeper, .deleteCredential, .thawed]
        case .copy: [.vault, .otherVault]
        case .export: [.vault, .snapshot, .destination]
        case .update: [.agent]
        }
    }

    /// Whether it makes content of vaults go away, and so waits while the hub is frozen.
    package var isDestructive: Bool { needs.contains(.thawed) }
    /// Whether a snapshot may come of it.
    package var storesSnapshots: Bool { self == .backup || self == .copy }
    /// Whether it looks after a vault rather than a source or a person.
    package var isMaintenance: Bool {
        switch self {
        case .check, .forget, .prune, .unlock, .initialize, .delete, .copy: true
        case .backup, .restore, .drill, .export, .update: false
        }
    }

    package var room: RunRoom {
        switch self {
        case .restore: .restores
        case .export: .streams
        case .backup, .drill, .check, .forget, .prune, .unlock, .initialize, .delete, .copy,
            .update:
            .work
        }
    }

    /// Whether another attempt may begin by itself after one that failed or was interrupted. The
    /// others are asked for by somebody who is waiting, and asked for again by them.
    package var isRetried: Bool {
        switch self {
        case .backup, .check, .forget, .prune, .delete, .copy, .drill, .initialize: true
        case .restore, .unlock, .export, .update: false
        }
    }
}

/// What a run takes a place in, on its agent. What people wait for does not wait until backups have
/// ended; and a restore that waits for another machine's stream does not keep one from going on.
package enum RunRoom: Hashable, Sendable {
    case work, restores, streams

    /// How many runs it holds; nil where the agent's capacity says.
    package var size: Int? {
        switch self {
        case .work: nil
        case .restores: 2
        case .streams: 4
        }
    }
}

/// Something a run of some kind needs.
package enum RunNeed: String, Hashable, Sendable, CaseIterable {
    case source
    /// One vault or more, each with an outcome of its own.
    case vaults
    /// Exactly one vault.
    case vault
    /// A second vault, to write to.
    case otherVault = "other_vault"
    case snapshot
    /// Where files go: a folder of an agent, or a person's download.
    case destination
    case agent
    /// Only the vault's keeper does it.
    case keeper
    /// The credential that may delete travels with it, in memory.
    case deleteCredential = "delete_credential"
    /// Not while the hub is frozen.
    case thawed
    /// Not while the agent's clock is off by more than `ClockSkew.allowed`.
    case rightClock = "right_clock"
}
