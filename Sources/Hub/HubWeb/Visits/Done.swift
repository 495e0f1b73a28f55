/// What a form has done, told on the page it leads on to.
enum Done: String, Sendable, CaseIterable {
    case saved, revoked, removed, refused, approved, paused, resumed, draining, ended, started
    case cancelled, pinned, unpinned, held, released
    case passwordChanged, keptOut, letIn, joined
    case acknowledged, resolved, withdrawn, asked, thawed, upToDate
}
