/// What may be done about a failure. It is part of every boundary error, so that retrying lives in
/// one decorator and guidance in one place of the user interface.
package enum Disposition: String, Hashable, Sendable, CaseIterable {
    /// The same call may succeed later, unchanged.
    case retryable
    /// The same call fails again.
    case permanent
    /// A person has to change something first: a password, a full disk, a missing right.
    case needsOperator
}
