package import Values

/// One snapshot's way out of its vault: repeated until it is gone, and harmless to repeat.
package struct Deletion: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
        case queued, running, retrying
        /// A person has to do something first, or it was tried often enough.
        case blocked
        case done
        /// A person said that it need not be done.
        case ignored

        package var isFinal: Bool { self == .done || self == .ignored }
    }

    package enum Step: Hashable, Sendable {
        case start
        /// Gone, or not there any more.
        case succeed
        case fail(Disposition)
        /// A person says: again.
        case retry
        /// A person says: never mind.
        case ignore
    }

    package let id: ID<Deletion>
    package let tenant: ID<Tenant>
    package let snapshot: ID<KnownSnapshot>
    package private(set) var state: State
    package private(set) var tries: Int
    package let created: Timestamp
    package private(set) var notBefore: Timestamp
    /// The last run that did it, or is to.
    package var run: ID<Run>?

    package init(
        id: ID<Deletion>, tenant: ID<Tenant>, snapshot: ID<KnownSnapshot>,
        state: State = .queued, tries: Int = 0,
        created: Timestamp, notBefore: Timestamp? = nil, run: ID<Run>? = nil
    ) {
        self.id = id
        self.tenant = tenant
        self.snapshot = snapshot
        self.state = state
        self.tries = tries
        self.created = created
        self.notBefore = notBefore ?? created
        self.run = run
    }

    /// So long somebody may change their mind, until they say otherwise.
    package static let grace = Duration.seconds(3600)
    package static let triesMax = 20
    /// Something that cannot be deleted for a month needs a person.
    package static let lifetime = Duration.seconds(30 * 86_400)
    private static let backoff = Backoff(first: .seconds(60), longest: .seconds(6 * 3600))

    /// Takes a step, or changes nothing where it makes no sense there.
    /// - Returns: Whether it was taken.
    package mutating func take(_ step: Step, now: Timestamp) -> Bool {
        switch (state, step) {
        case (.queued, .start), (.retrying, .start):
            guard now >= notBefore else { return false }
            state = .running
            tries += 1
        case (.running, .succeed): state = .done
        case (.running, .fail(let disposition)):
            let isSpent = tries >= Self.triesMax || now >= created + Self.lifetime
            state = disposition == .retryable && !isSpent ? .retrying : .blocked
            notBefore = now + Self.backoff.wait(after: tries)
        case (.blocked, .retry), (.retrying, .retry):
            state = .queued
            tries = 0
            notBefore = now
        case (.queued, .ignore), (.retrying, .ignore), (.blocked, .ignore): state = .ignored
        default: return false
        }
        return true
    }

    /// After a crash: what was running is tried again, since deleting twice is deleting once.
    package mutating func repair(now: Timestamp) {
        guard state == .running else { return }
        state = .retrying
        notBefore = now
    }
}

extension AuditDetail {
    /// Of a deletion that somebody asked for.
    package static func asked(isForced: Bool) -> AuditDetail { ["forced": "\(isForced)"] }
}

extension AuditDraft {
    /// Whether a deletion was asked for also of the last good one, which stays otherwise.
    package var wasForced: Bool { action == .deletionAsked && detail == .asked(isForced: true) }
}
