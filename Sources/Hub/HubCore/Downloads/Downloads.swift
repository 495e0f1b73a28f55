package import AgentProtocol
package import Cryptography
package import Domain
package import Host
package import Store
internal import Synchronization
package import Values

/// What somebody wants to have of a snapshot.
package struct DownloadWish: Hashable, Sendable {
    package var snapshot: ID<KnownSnapshot>
    /// From the root of the snapshot; empty for everything.
    package var paths: [String]
    /// Nil for the content where it is one file, and a zip of everything else.
    package var form: StreamTicket.Form?

    package init(
        snapshot: ID<KnownSnapshot>, paths: [String], form: StreamTicket.Form? = nil
    ) {
        self.snapshot = snapshot
        self.paths = paths
        self.form = form
    }
}

/// A right to have it, once.
package struct DownloadOffer: Sendable {
    /// Given out here and never again.
    package let token: Token
    package let form: StreamTicket.Form
    /// What the file is to be called.
    package let name: String
    package let expires: Timestamp
}

/// Files of snapshots on their way to people. A link is good once and for a short while; the files
/// come from an agent that can open the vault, through the hub and never onto its disk.
///
/// Links are kept in memory: whoever has one when the hub is restarted asks for another.
package final class Downloads: Sendable {
    package typealias Stores = RunDesk.Stores & MembershipStore & AuditStore

    struct Promise: Sendable {
        let wish: DownloadWish
        let tenant: ID<Tenant>
        let requester: Requester
        let offer: DownloadOffer
    }

    /// People click soon; a link that lies in a history is worth nothing.
    package static let lifetime = Duration.seconds(600)
    /// More than people click on in ten minutes.
    static let promisesMax = 1000

    let store: any Stores
    let browser: SnapshotBrowser
    let runs: StreamRuns
    private let clock: WallClock
    private let promises = Mutex<[SHA256Digest: Promise]>([:])

    package init(
        store: any Stores, desk: RunDesk, browser: SnapshotBrowser, relays: RelayBoard,
        clock: WallClock, ids: IDSource
    ) {
        self.store = store
        self.browser = browser
        self.clock = clock
        runs = StreamRuns(store: store, desk: desk, relays: relays, clock: clock, ids: ids)
    }

    /// Makes a link's token, and writes down who may have what.
    ///
    /// Throws as `SnapshotBrowser` does, and `refused(.tooMany)`.
    package func offer(
        _ wish: DownloadWish, of tenant: ID<Tenant>, by requester: Requester
    ) async throws -> Connections.Finding<DownloadOffer> {
        let snapshot = try await browser.snapshotThere(wish.snapshot, of: tenant)
        let form: StreamTicket.Form
        switch try await self.form(of: wish, snapshot) {
        case .found(let found): form = found
        case .refused(let failure): return .refused(failure)
        }
        let now = clock.now
        let offer = DownloadOffer(
            token: .random(), form: form, name: wish.fileName(form, snapshot.claimedTime),
            expires: now + Self.lifetime)
        var settled = wish
        settled.form = form
        try await store.record([
            AuditDraft(
                .downloadOffered, in: .tenant(tenant), by: requester.actor, at: now,
                on: AuditTarget(snapshot), from: requester.address, detail: wish.detail)
        ])
        let promise = Promise(wish: settled, tenant: tenant, requester: requester, offer: offer)
        try promises.withLock { promises in
            promises = promises.filter { now < $0.value.offer.expires }
            guard promises.count < Self.promisesMax else { throw StoreError.refused(.tooMany) }
            promises[offer.token.digest] = promise
        }
        return .found(offer)
    }

    /// What a token is for, which is good for nothing afterwards. Throws `refused(.tokenRefused)`
    /// for one that is unknown, used or too old, and where who asked for it may not any more.
    func redeem(_ token: Token) async throws -> Promise {
        let now = clock.now
        let found = promises.withLock { $0.removeValue(forKey: token.digest) }
        guard let promise = found, now < promise.offer.expires,
            case .user(let user, _) = promise.requester.actor,
            let authority = try await store.authority(of: user),
            authority.allows(.download, in: promise.tenant)
        else { throw StoreError.refused(.tokenRefused) }
        return promise
    }

    /// One path may be a file: an agent says whether it is.
    private func form(
        of wish: DownloadWish, _ snapshot: KnownSnapshot
    ) async throws -> Connections.Finding<StreamTicket.Form> {
        if let form = wish.form { return .found(form) }
        guard let path = wish.paths.first, wish.paths.count == 1 else { return .found(.zip) }
        switch try await browser.entry(at: path, in: snapshot) {
        case .found(let entry): return .found(entry.kind == .file ? .file : .zip)
        case .refused(let failure): return .refused(failure)
        }
    }
}

extension DownloadWish {
    /// After the only path, or after the snapshot.
    fileprivate func fileName(_ form: StreamTicket.Form, _ time: Timestamp) -> String {
        let last =
            paths.count == 1
            ? SnapshotPath.shown(paths[0]).split(separator: "/").last.map(String.init) : nil
        let name = last ?? "snapshot-\(String(time.description.prefix(10)))"
        switch form {
        case .file: return name
        case .tar: return "\(name).tar"
        case .zip: return "\(name).zip"
        }
    }

    var detail: AuditDetail {
        let shown = paths.prefix(20).map { SnapshotPath.shown($0) }.joined(separator: "\n")
        let more = paths.count > 20 ? "\n… \(paths.count - 20)" : ""
        return ["paths": paths.isEmpty ? "/" : shown + more]
    }
}
