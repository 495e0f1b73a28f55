package import AgentProtocol
package import Domain
package import Store
package import Values

/// What lies in snapshots, asked of an agent that can open their vault: the hub itself keeps no
/// names of files.
///
/// What an agent cannot do comes back as a failure with a sentence for people. All methods throw
/// `notFound` for what is not there, `refused(.noReader)` where nobody who may open the vault is
/// connected, and `refused(.agentAway)` where that agent went away before it answered.
package struct SnapshotBrowser: Sendable {
    package typealias Stores = SnapshotReaders.Stores & SnapshotStore
    package typealias Finding = Connections.Finding

    let store: any Stores
    let links: any AgentLinks
    let readers: SnapshotReaders
    let configurations: Configurations
    let clock: any Clock<Duration>

    /// - Parameter clock: by which it is known how long agents were waited for.
    package init(
        store: any Stores, links: any AgentLinks, configurations: Configurations,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.clock = clock
        self.store = store
        self.links = links
        self.configurations = configurations
        readers = SnapshotReaders(store: store, links: links)
    }

    /// Some of what lies in a folder of a snapshot, in the order of the names' bytes.
    /// - Parameters:
    ///   - folder: From the root of the snapshot; empty for the root.
    ///   - last: The last name of the page before; nil for the first page.
    package func tree(
        of snapshot: ID<KnownSnapshot>, in tenant: ID<Tenant>, folder: [FileName],
        after last: FileName? = nil
    ) async throws -> Finding<TreePage> {
        let known = try await snapshotThere(snapshot, of: tenant)
        let reading = try await reading(of: known)
        let question = TreeQuestion(
            vault: reading.vault, snapshot: known.locator, folder: folder, after: last)
        switch try await links.ask(.tree(question), of: reading.agent) {
        case .page(let page): return .found(page)
        case .refused(let failure): return .refused(failure)
        default: throw Self.otherAnswer
        }
    }

    /// Some of what is new, gone or changed from one snapshot to another of the same vault.
    /// - Parameter last: The last path of the page before; nil for the first page.
    ///
    /// Throws `refused(.otherVault)` for snapshots of two vaults.
    package func differences(
        from old: ID<KnownSnapshot>, to new: ID<KnownSnapshot>, in tenant: ID<Tenant>,
        after last: FileName? = nil
    ) async throws -> Finding<DiffPage> {
        let from = try await snapshotThere(old, of: tenant)
        let to = try await snapshotThere(new, of: tenant)
        guard from.vault == to.vault else { throw StoreError.refused(.otherVault) }
        let reading = try await reading(of: to)
        let question = DiffQuestion(
            vault: reading.vault, from: from.locator, to: to.locator, after: last)
        switch try await links.ask(.diff(question), of: reading.agent) {
        case .differences(let page): return .found(page)
        case .refused(let failure): return .refused(failure)
        default: throw Self.otherAnswer
        }
    }

    /// What is at a path of a snapshot; a failure where there is nothing.
    func entry(
        at path: String, in snapshot: KnownSnapshot
    ) async throws -> Finding<SnapshotEntry> {
        let missing = RunFailure(
            code: "no_such_entry", message: "There is no such path in the snapshot.",
            disposition: .permanent)
        guard let bytes = SnapshotPath.bytes(of: path), !bytes.isEmpty else {
            return .refused(missing)
        }
        let reading = try await reading(of: snapshot)
        let question = SearchQuestion(
            vault: reading.vault, snapshots: [snapshot.locator],
            term: .path(FileName(bytes)))
        switch try await links.ask(.search(question), of: reading.agent) {
        case .found(let findings):
            let finding = findings.findings.first
            if let failure = finding?.failure { return .refused(failure) }
            return finding?.entries.first.map { .found($0) } ?? .refused(missing)
        case .refused(let failure): return .refused(failure)
        default: throw Self.otherAnswer
        }
    }

    static let otherAnswer = ProtocolError(
        .malformed, "The agent answered another question.")

    // MARK: Who is asked

    /// A vault as it is told to the agent that is asked.
    struct Reading: Sendable {
        let agent: ID<Agent>
        /// Of the agent.
        let name: String
        let vault: ConfiguredVault
    }

    func snapshotThere(
        _ id: ID<KnownSnapshot>, of tenant: ID<Tenant>
    ) async throws -> KnownSnapshot {
        guard let snapshot = try await store.snapshot(id, of: tenant), snapshot.gone == nil else {
            throw StoreError.notFound("snapshot")
        }
        return snapshot
    }

    func reading(of snapshot: KnownSnapshot) async throws -> Reading {
        guard let vault = try await store.vault(snapshot.vault, of: snapshot.tenant)?.item else {
            throw StoreError.notFound("vault")
        }
        let agent = try await readers.reader(of: vault, source: snapshot.source)
        return Reading(
            agent: agent.id, name: agent.name,
            vault: try await configurations.vault(vault, for: .restore, to: agent))
    }
}
