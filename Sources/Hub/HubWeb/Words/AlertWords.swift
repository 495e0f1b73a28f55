internal import Domain
internal import Values

/// What needs a hand, and what was wanted gone.
struct AlertWords: WordList {
    let language: Language

    var title: String { say("Alerts", "告警") }
    var lead: String {
        say(
            "What needs a hand, the newest first. What mends itself goes by itself.",
            "需要处理的事项，最新的在前。自行恢复的会自动消失。")
    }
    var all: String { say("All alerts", "所有告警") }
    var alert: String { say("Alert", "告警") }
    var status: String { say("Status", "状态") }
    var since: String { say("Since", "始于") }
    var seen: String { say("Last seen", "最近一次") }
    var filterByState: String { say("Filter by state", "按状态筛选") }
    var openOnes: String { say("Open", "未解决") }
    var resolvedOnes: String { say("Resolved", "已解决") }
    func shown(_ count: Int) -> String {
        say(count == 1 ? "1 alert on this page" : "\(count) alerts on this page", "本页 \(count) 个告警")
    }
    var emptyTitle: String { say("Nothing needs a hand", "没有需要处理的事项") }
    var emptyText: String {
        say("Failures, silence and wrong clocks are told here.", "失败、失联和时钟错误会显示在这里。")
    }
    var noneFits: String { say("No alert fits", "没有符合的告警") }
    func times(_ count: String) -> String { say("seen \(count) times", "出现 \(count) 次") }
    var about: String { say("About", "关于") }
    var next: String { say("What to do", "处理方法") }
    var acknowledge: String { say("I look after it", "由我处理") }
    var resolve: String { say("It is over", "已解决") }
    var resolveText: String {
        say("If it is still there, it is raised anew.", "如果问题仍在，会再次告警。")
    }
    var since2: String { say("Raised", "出现于") }
    var ended: String { say("Resolved", "解决于") }

    func state(_ state: Alert.State) -> String {
        switch state {
        case .raised: say("Open", "未处理")
        case .acknowledged: say("Looked after", "处理中")
        case .resolved: say("Resolved", "已解决")
        }
    }

    private func english(_ kind: RunKind) -> String {
        kind == .initialize ? "set-up" : kind.rawValue
    }
    private func chinese(_ kind: RunKind) -> String { RunWords(language: .chinese).kind(kind) }

    /// What is the matter, with the name of what it is about.
    func sentence(_ condition: AlertCondition, _ name: String) -> String {
        switch condition {
        case .backupFailed: say("The last backup of \(name) failed", "\(name) 最近一次备份失败")
        case .vaultMissed:
            say("The last backup of \(name) missed a vault", "\(name) 最近一次备份缺少一个保险库")
        case .maintenanceFailed(_, let kind):
            say("The last \(english(kind)) of \(name) failed", "\(name) 最近一次\(chinese(kind))失败")
        case .maintenanceOverdue(_, let kind):
            say("The \(english(kind)) of \(name) is overdue", "\(name) 的\(chinese(kind))已逾期")
        case .drillFailed: say("The last drill of \(name) failed", "\(name) 最近一次演练失败")
        case .agentAway: say("Nothing was heard of \(name)", "\(name) 失去联系")
        case .runUnheard:
            say("Nobody knows how far a run of \(name) is", "\(name) 的运行进度未知")
        case .sourceStale:
            say("\(name) has had no good backup for too long", "\(name) 很久没有完好的备份")
        case .clockSkew: say("The clock of \(name) is wrong", "\(name) 的时钟不准")
        case .agentCloned: say("Two machines say that they are \(name)", "两台机器都自称 \(name)")
        case .updateFailed: say("\(name) could not be updated", "\(name) 更新失败")
        case .vaultFull: say("\(name) is full", "\(name) 已满")
        case .vaultFilling: say("\(name) is full soon", "\(name) 即将写满")
        case .vaultUnreachable: say("\(name) cannot be reached", "无法访问 \(name)")
        case .deletionsWithheld:
            say("More is to go from \(name) than its cap allows", "\(name) 要清理的数量超过上限")
        case .deletionBlocked: say("A snapshot could not be deleted", "有快照无法删除")
        case .booksUnbalanced:
            say("Something is there twice: \(name)", "\(name) 中有内容重复")
        case .hubFrozen: say("The hub is frozen after a restore", "中枢恢复后处于冻结状态")
        case .hubBackupFailed: say("The hub could not be backed up", "中枢自身的备份失败")
        case .hubBackupOverdue:
            say("The hub itself has had no backup for too long", "中枢自身已很久没有备份")
        }
    }

    /// The one thing to do now.
    func advice(_ condition: AlertCondition) -> String {
        switch condition {
        case .backupFailed, .vaultMissed, .maintenanceFailed, .drillFailed:
            say("See why it failed, mend it, run it again.", "查看失败原因，修复后重新运行。")
        case .maintenanceOverdue:
            say(
                "See whether its keeper is there, or choose another.", "查看其维护者是否在线，或另选维护者。")
        case .agentAway, .runUnheard:
            say(
                "See whether the machine is up and its agent runs.", "检查机器是否开机、代理是否运行。")
        case .sourceStale:
            say("See whether its machine is there, or run it now.", "检查其机器是否在线，或立即运行。")
        case .clockSkew: say("Set the machine's clock, or have it set itself.", "校准机器的时钟，或启用自动校时。")
        case .agentCloned:
            say("Revoke it, then let each machine join anew.", "吊销它，然后让每台机器重新加入。")
        case .updateFailed: say("See what the machine says.", "查看机器的说明。")
        case .vaultFull, .vaultFilling:
            say("Make room, or keep less.", "腾出空间，或减少保留。")
        case .vaultUnreachable:
            say(
                "See whether its disk or service is there, and what it is signed in with.",
                "检查其磁盘或服务是否可用，以及登录凭据是否正确。")
        case .deletionsWithheld:
            say("See whether the keep rules are meant so.", "确认保留规则是否符合本意。")
        case .deletionBlocked: say("See what blocks it, then try again.", "查看受阻原因，然后重试。")
        case .booksUnbalanced: say("Tell the developers; nothing is lost.", "请告知开发者；没有数据丢失。")
        case .hubBackupFailed, .hubBackupOverdue:
            say(
                "See what the hub says in its log, and whether its backup folder is there.",
                "查看中枢日志，并确认备份文件夹可用。")
        case .hubFrozen: say("Confirm that this is the hub to go on with.", "确认继续使用此中枢。")
        }
    }
    var look: String { say("Look at it", "查看") }

    // Deletions
    var deletions: String { say("Deletions", "删除队列") }
    var deletionsLead: String {
        say(
            "Snapshots that somebody wanted gone. Until their time is over, it can be undone.",
            "要求删除的快照。到期之前可以撤销。")
    }
    var deletion: String { say("Snapshot", "快照") }
    var asked: String { say("Asked for", "提出时间") }
    var due: String { say("Not before", "最早执行") }
    func state(_ state: Deletion.State) -> String {
        switch state {
        case .queued: say("Waits", "等待中")
        case .running: say("Going on", "执行中")
        case .retrying: say("Tried again soon", "稍后重试")
        case .blocked: say("Blocked", "受阻")
        case .done: say("Gone", "已删除")
        case .ignored: say("Withdrawn", "已撤销")
        }
    }
    var withdraw: String { say("Keep it after all", "撤销") }
    var retry: String { say("Try again", "重试") }
    var deletionsEmptyTitle: String { say("Nothing is to be deleted", "没有待删除的内容") }
    var deletionsEmptyText: String {
        say("What retention takes away is not listed here.", "保留规则清理的内容不在此列。")
    }
    func deletionsShown(_ count: Int) -> String {
        say(
            count == 1 ? "1 deletion on this page" : "\(count) deletions on this page",
            "本页 \(count) 项删除")
    }
    var deleteOpen: String { say("Delete snapshot…", "删除快照…") }
    func deleteTitle(_ name: String) -> String { say("Delete \(name)?", "删除 \(name)？") }
    var deleteText: String {
        say(
            "It goes in an hour. Until then it can be undone on the page of deletions.",
            "一小时后删除。在此之前可在删除队列中撤销。")
    }
    func deleteLosses(from vault: String, made: String) -> [String] {
        [
            say(
                "the recovery point of \(made) in \(vault), for good",
                "\(vault) 中 \(made) 的恢复点，且无法找回"),
            say("every file that only it holds", "仅存于其中的所有文件"),
        ]
    }
    var delete: String { say("Delete", "删除") }

    // Retention
    var preview: String { say("What goes and what stays", "清理与保留") }
    func previewTitle(_ name: String) -> String { say("Retention of \(name)", "\(name) 的保留") }
    var previewLead: String {
        say(
            "What the keep rules make of the snapshots there are. Looking changes nothing.",
            "保留规则对现有快照的影响。查看不会更改任何内容。")
    }
    func previewed(_ kept: String, _ all: String, _ goes: String, _ size: String) -> String {
        say(
            "Keeps \(kept) of \(all) snapshots; \(goes) go, \(size) of content.",
            "保留 \(all) 个快照中的 \(kept) 个；清理 \(goes) 个，内容 \(size)。")
    }
    func withheld(_ count: String) -> String {
        say(
            "\(count) more would go, and stay for today: the vault's cap holds them back.",
            "另有 \(count) 个因保险库上限今天暂留。")
    }
    func rest(_ count: String) -> String {
        say("\(count) older ones were not looked at.", "另有 \(count) 个更早的未查看。")
    }
    var whyEach: String { say("The reason for every snapshot", "每个快照的原因") }
    var time: String { say("Snapshot", "快照") }
    var becomes: String { say("Becomes", "结果") }
    var stays: String { say("stays", "保留") }
    var goes: String { say("goes", "清理") }
    var waits: String { say("goes later", "稍后清理") }
    var reason: String { say("Because", "原因") }
    var noSnapshots: String { say("There is no snapshot of it yet.", "还没有它的快照。") }
    var tryOut: String { say("Try other rules", "试用其他规则") }
    var tryNote: String { say("Nothing is saved by trying.", "试用不会保存。") }
    var take: String { say("Use these rules", "采用这些规则") }
    var takeNote: String {
        say("Vaults with rules of their own keep those.", "有自己规则的保险库保持不变。")
    }
    var see: String { say("See the effect", "查看效果") }
}
