internal import Domain

/// What became of a form: what it has done, or why a rule said no.
struct RefusalWords: WordList {
    let language: Language

    func done(_ done: Done) -> String {
        switch done {
        case .saved: say("Saved.", "已保存。")
        case .revoked: say("Revoked. It works no longer.", "已吊销，不再有效。")
        case .removed: say("Removed.", "已删除。")
        case .refused: say("Refused. The machine is told.", "已拒绝，并会告知该机器。")
        case .approved: say("Let in. It is an agent now.", "已准许加入，现在是代理。")
        case .paused: say("Paused. Nothing new begins there.", "已暂停，不会开始新的工作。")
        case .resumed: say("Resumed.", "已恢复。")
        case .draining: say("It finishes what it has, and gets nothing new.", "完成手头工作后不再接新任务。")
        case .ended: say("The session is over.", "会话已结束。")
        case .started: say("Started.", "已开始。")
        case .cancelled: say("It is being cancelled.", "正在取消。")
        case .pinned: say("Pinned. It stays.", "已固定，将会保留。")
        case .unpinned: say("Unpinned. The rules decide again.", "已取消固定，由规则决定。")
        case .held: say("Held. Nobody can take it away.", "已保留，任何人都无法删除。")
        case .passwordChanged: say("The password is changed.", "密码已更改。")
        case .keptOut: say("Kept out. All their sessions are over.", "已停用，其会话全部结束。")
        case .letIn: say("Let in again.", "已重新启用。")
        case .acknowledged: say("It is yours to look after.", "由本人处理。")
        case .resolved: say("Resolved.", "已解决。")
        case .joined:
            say("Known to this hub already: they sign in as before.", "已是此中枢的用户，按原方式登录。")
        case .withdrawn: say("It stays.", "已保留。")
        case .asked: say("It goes in an hour. Until then it can be undone.", "一小时后删除，在此之前可撤销。")
        case .thawed: say("The hub goes on.", "中枢继续工作。")
        case .released: say("Released.", "已解除。")
        case .upToDate: say("Nothing is missing there.", "那里什么都不缺。")
        }
    }

    /// With what helps.
    func sentence(for refusal: Refusal) -> String {
        refusal.text(in: language).whole(in: language)
    }
}
