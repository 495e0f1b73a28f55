/// What a put does when the name is taken.
package enum PutRule: Hashable, Sendable {
    /// An object that is there stays, and the put fails with `.alreadyExists`.
    case create
    /// The new one takes its place in one step.
    case replace
}

/// How a location differs from others in ways that its users should know.
package struct StorageTraits: Hashable, Sendable {
    /// A body without a length can be sent as it is made, without memory or disk for all of it.
    package var takesUnknownLength: Bool
    /// On this machine: writing needs no spool, and reading ahead gains nothing.
    package var isLocal: Bool
    /// `.create` is decided by the location in one step. Otherwise it is a look before the put, and
    /// two writers at the same moment may both succeed.
    package var createIsExact: Bool
    /// Puts and gets at once that still gain speed.
    package var transfersMax: Int
    /// The location refuses to delete and to replace, as an append-only server does.
    package var isAppendOnly: Bool

    package init(
        takesUnknownLength: Bool, isLocal: Bool = false, createIsExact: Bool,
        transfersMax: Int, isAppendOnly: Bool = false
    ) {
        self.takesUnknownLength = takesUnknownLength
        self.isLocal = isLocal
        self.createIsExact = createIsExact
        self.transfersMax = transfersMax
        self.isAppendOnly = isAppendOnly
    }
}
