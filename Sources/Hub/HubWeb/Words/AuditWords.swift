internal import Domain

/// Who did what.
struct AuditWords: WordList {
    let language: Language

    var title: String { say("Audit", "审计") }
    var hubTitle: String { say("Audit of the hub", "中枢审计") }
    var lead: String {
        say(
            "Who did what, in a chain that shows when a link was changed.",
            "谁做了什么。记录成链，任何改动都会显现。")
    }
    var all: String { say("All events", "所有事件") }
    var what: String { say("What", "事件") }
    var who: String { say("Who", "操作者") }
    var on: String { say("On", "对象") }
    var from: String { say("From", "来自") }
    var when: String { say("When", "时间") }
    var detail: String { say("Detail", "详情") }
    var theHub: String { say("the hub", "中枢") }
    var action: String { say("What happened", "事件") }
    var since: String { say("From day", "起始日期") }
    var until: String { say("To day", "截止日期") }
    var anything: String { say("Anything", "任意") }
    var filter: String { say("Filter", "筛选") }
    var older: String { say("Older", "更早") }
    var export: String { say("Download all", "下载全部") }
    func shown(_ count: Int) -> String {
        say(count == 1 ? "1 event on this page" : "\(count) events on this page", "本页 \(count) 个事件")
    }
    var emptyTitle: String { say("Nothing fits", "没有符合的事件") }
    var emptyText: String {
        say("No event of this kind happened in these days.", "这些日期内没有此类事件。")
    }
    func by(_ login: String) -> String { say("by \(login)", "操作者：\(login)") }

    /// An action of a later release shows as its stable name.
    func action(_ action: AuditAction) -> String {
        guard let both = Self.actions.first(where: { $0.action == action }) else {
            return action.rawValue
        }
        return say(both.english, both.chinese)
    }

    /// In the order of a list to choose from.
    static let actions: [(action: AuditAction, english: String, chinese: String)] =
        people + work

    private static let people: [(action: AuditAction, english: String, chinese: String)] = [
        (.hubSetUp, "The hub got its first owner", "中枢有了第一位所有者"),
        (.tenantCreated, "A tenant was created", "已创建租户"),
        (.tenantRenamed, "A tenant was renamed", "已重命名租户"),
        (.historyChanged, "How long history is kept was changed", "已更改历史保留时间"),
        (.userCreated, "A user was added", "已添加用户"),
        (.userChanged, "A user was changed", "已更改用户"),
        (.userDisabled, "A user was kept out", "已停用用户"),
        (.userEnabled, "A user was let in again", "已重新启用用户"),
        (.passwordChanged, "A password was changed", "已更改密码"),
        (.memberAdded, "A member was added", "已添加成员"),
        (.memberRoleChanged, "A role was changed", "已更改角色"),
        (.memberRemoved, "A member was removed", "已移除成员"),
        (.administratorAdded, "A hub administrator was added", "已添加中枢管理员"),
        (.administratorRemoved, "A hub administrator was removed", "已移除中枢管理员"),
        (.signedIn, "Signed in", "已登录"),
        (.signedOut, "Signed out", "已退出"),
        (.signInFailed, "A sign-in was refused", "一次登录被拒绝"),
        (.tokenIssued, "A token was made", "已生成令牌"),
        (.tokenUsed, "A one-time token was used", "一次性令牌已使用"),
        (.tokenRevoked, "A token was revoked", "已吊销令牌"),
    ]

    private static let work: [(action: AuditAction, english: String, chinese: String)] = [
        (.agentAnnounced, "A machine asked to join", "一台机器请求加入"),
        (.agentEnrolled, "An agent joined", "代理已加入"),
        (.agentRejected, "A machine was refused", "已拒绝一台机器"),
        (.agentChanged, "An agent was changed", "已更改代理"),
        (.agentHooksChanged, "Hooks of a machine were changed", "已更改机器的钩子"),
        (.agentPaused, "An agent was paused", "已暂停代理"),
        (.agentDrained, "An agent was drained", "代理已收尾"),
        (.agentResumed, "An agent was resumed", "已恢复代理"),
        (.agentRevoked, "An agent was revoked", "已吊销代理"),
        (.agentKeyRotated, "An agent changed its keys", "代理更换了密钥"),
        (.agentDeleted, "An agent was deleted", "已删除代理"),
        (.sourceCreated, "A source was added", "已添加来源"),
        (.sourceChanged, "A source was changed", "已更改来源"),
        (.hooksChanged, "Hooks of a source were changed", "已更改来源的钩子"),
        (.sourceDeleted, "A source was removed", "已移除来源"),
        (.vaultCreated, "A vault was added", "已添加保险库"),
        (.vaultChanged, "A vault was changed", "已更改保险库"),
        (.vaultWiped, "A vault was wiped", "已清空保险库"),
        (.vaultDeleted, "A vault was removed", "已移除保险库"),
        (.keyCreated, "A key was added", "已添加密钥"),
        (.keyDeleted, "A key was removed", "已移除密钥"),
        (.scheduleCreated, "A schedule was added", "已添加计划"),
        (.scheduleChanged, "A schedule was changed", "已更改计划"),
        (.scheduleDeleted, "A schedule was removed", "已移除计划"),
        (.runStarted, "A run was started", "已开始运行"),
        (.runCancelled, "A run was cancelled", "已取消运行"),
        (.runDropped, "A waiting run was given up", "已放弃等待中的运行"),
        (.runUnknown, "An agent made a run that the hub has lost", "代理执行过中枢已丢失记录的运行"),
        (.snapshotPinned, "A snapshot was pinned", "已固定快照"),
        (.snapshotUnpinned, "A snapshot was unpinned", "已取消固定快照"),
        (.snapshotHeld, "A snapshot was held", "已保留快照"),
        (.holdReleased, "A hold was released", "已解除保留"),
        (.deletionAsked, "A snapshot was asked to be deleted", "已申请删除快照"),
        (.deletionWithdrawn, "A snapshot is not to be deleted after all", "已撤回删除快照"),
        (.deletionRetried, "A deletion is tried again", "已重试删除"),
        (.snapshotsForgotten, "The keep rules let snapshots go", "保留规则已移除快照"),
        (.snapshotDeleted, "A snapshot was deleted", "已删除快照"),
        (.downloadOffered, "A download link was made", "已创建下载链接"),
        (.snapshotDownloaded, "Files were downloaded", "已下载文件"),
        (.alertAcknowledged, "An alert was acknowledged", "已确认告警"),
        (.alertResolved, "An alert was said to be over", "已解除告警"),
        (.masterKeyRotated, "Secrets were sealed with another master key", "已用新的主密钥重新加密"),
        (.hubFrozen, "The hub was frozen", "中枢已冻结"),
        (.hubThawed, "The hub was released", "中枢已解冻"),
    ]
}
