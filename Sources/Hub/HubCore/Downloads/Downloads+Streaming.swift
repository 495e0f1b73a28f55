package import AgentProtocol
package import Cryptography
internal import Domain
internal import Store

/// A download that has begun.
package struct Download: Sendable {
    package let name: String
    package let form: StreamTicket.Form
    package let stream: RelayedStream
}

extension Downloads {
    /// Begins what a token is for: an agent is asked, and its stream waited for.
    ///
    /// Throws `refused(.tokenRefused)`, as `SnapshotBrowser` does, `refused(.tooMany)` where too
    /// many streams go on, and `DownloadFailure` where the agent says why it cannot be.
    package func begin(_ token: Token, from address: String) async throws -> Download {
        let promise = try await redeem(token)
        let snapshot = try await browser.snapshotThere(promise.wish.snapshot, of: promise.tenant)
        let reader = try await browser.reading(of: snapshot).agent
        let requester = Requester(promise.requester.actor, from: address)
        let detail = promise.wish.detail
        let stream = try await runs.begin(
            StreamRuns.Wish(
                snapshot: snapshot, paths: promise.wish.paths, form: promise.offer.form),
            on: reader, cause: requester.cause, by: requester
        ) { now in
            [
                AuditDraft(
                    .snapshotDownloaded, in: .tenant(snapshot.tenant), by: requester.actor,
                    at: now, on: AuditTarget(snapshot), from: requester.address, detail: detail)
            ]
        }
        return Download(name: promise.offer.name, form: promise.offer.form, stream: stream)
    }
}
