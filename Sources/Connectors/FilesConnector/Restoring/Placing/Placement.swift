internal import Connector

/// What becomes of an entry, given what is in its place. The plan counts these, the restore does
/// them.
struct Placement {
    enum Step {
        /// Nothing is there.
        case make
        /// What is there goes; an empty folder has to go before.
        case replace(isFolder: Bool)
        /// The folder is there.
        case join(Node)
        /// What is there stays.
        case keep
        /// It gets another name.
        case makeBeside
        case refuse(EntryIssue)

        var isReplacing: Bool {
            if case .replace = self { true } else { false }
        }
    }

    let change: RestorePlan.Change
    let step: Step

    init(_ change: RestorePlan.Change, _ step: Step) {
        self.change = change
        self.step = step
    }

    var isBeside: Bool {
        if case .makeBeside = step { true } else { false }
    }

    /// Whether content is written.
    var isWritten: Bool {
        switch step {
        case .make, .replace, .makeBeside: true
        case .join, .keep, .refuse: false
        }
    }
}
