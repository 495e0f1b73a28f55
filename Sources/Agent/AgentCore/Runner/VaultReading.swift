internal import AgentProtocol
internal import ArchiveEngine
internal import Domain
internal import Engine
internal import Host
internal import Values

/// Reads what lies in a vault, and writes it down in pages for the hub: it also shows what other
/// tools stored there.
struct VaultReading {
    private let vault: any Vault
    private let told: ConfiguredVault
    private let parts: RunnerParts

    init(_ vault: any Vault, _ told: ConfiguredVault, _ parts: RunnerParts) {
        // What it does not name counts as gone: also of an archive that was opened for one source.
        self.vault = (vault as? ArchiveVault)?.whole ?? vault
        self.told = told
        self.parts = parts
    }

    func record(of run: ID<Run>) async throws {
        // What others store while it is listed may be missing: it says nothing of what came since.
        let began = parts.wall.now
        let list = try await vault.snapshots()
        let now = parts.wall.now
        let items = list.snapshots.map(item) + list.damaged.map { item($0, at: now) }
        let reading: UUID = parts.ids.next()
        // How much room there is says nothing of what lies there: a place that cannot tell now is
        // as good as one that never can.
        let space = try? await vault.space()
        // Nor does how much lies there: a place that could not be listed now is listed next time.
        let held = told.isCounted ? try? await vault.held() : nil
        let size = ProtocolLimits.snapshotPageMax
        let starts = Array(stride(from: 0, to: max(1, items.count), by: size))
        for (number, start) in starts.enumerated() {
            let isLast = number + 1 == starts.count
            let page = VaultListing(
                vault: told.id, reading: reading, page: number + 1, isLast: isLast,
                items: Array(items[start..<min(start + size, items.count)]), began: began,
                free: isLast ? space?.free : nil, total: isLast ? space?.total : nil,
                held: isLast ? held : nil)
            try await parts.journal.record(page, of: run)
        }
    }

    private func item(_ snapshot: Snapshot) -> VaultListing.Item {
        VaultListing.Item(
            locator: snapshot.id.text,
            source: ID(snapshot.source) ?? snapshot.origin.map { ID($0) },
            run: snapshot.run.map { ID($0) }, time: snapshot.time, size: snapshot.contentSize)
    }

    /// It is there: whoever takes it for gone would not look for it, nor keep another in its place.
    private func item(_ damaged: DamagedSnapshot, at now: Timestamp) -> VaultListing.Item {
        VaultListing.Item(
            locator: damaged.id.text, source: ID(damaged.source), run: nil, time: now,
            size: ByteCount(0), isDamaged: true)
    }
}

extension Journal {
    func record(_ listing: VaultListing, of run: ID<Run>) async throws {
        let now = clock.now
        try await write { db in try db.record(.listing(listing), of: run, at: now) }
    }
}
