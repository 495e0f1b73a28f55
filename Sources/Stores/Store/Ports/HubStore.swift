package import Domain
package import Values

/// What a hub keeps about itself, and its first setup.
package protocol HubStore: Sendable {
    /// The hub's own record, nil in a database no hub has been started on.
    func hub() async throws -> Hub?

    /// Gives a new database its hub. Idempotent: whoever comes second gets the first one's record.
    func createHub(_ hub: Hub) async throws -> Hub

    /// Freezes the hub, or thaws it. Idempotent, with no event the second time: a hub that is
    /// frozen stays so since then. Throws `notFound` before `createHub`.
    func setFrozen(_ moment: Timestamp?, audit: [AuditDraft]) async throws -> Hub

    /// The time that the hub lost when it was restored last; nil for one that never was.
    func gap() async throws -> HubGap?

    /// Makes the first tenant, its owner, the first hub administrator and the owner's session, and
    /// uses up the setup token, all at once. However many try together, one succeeds.
    ///
    /// Throws `refused(.alreadySetUp)`, `refused(.tokenRefused)`, or `notFound` before
    /// `createHub`.
    func setUp(_ setup: FirstSetup, audit: [AuditDraft]) async throws
}
