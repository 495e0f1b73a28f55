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

    func sentence(for refusal: Refusal) -> String {
        switch refusal {
        case .alreadySetUp:
            say("This hub already has an owner.", "此中枢已有所有者。")
        case .notSetUp: say("This hub has no owner yet.", "此中枢还没有所有者。")
        case .tokenRefused:
            say("The token is not valid or no longer valid.", "令牌无效或已过期。")
        case .loginTaken: say("Somebody already signs in with this.", "已有人使用此登录名。")
        case .tenantNameTaken: say("Another tenant has this name.", "已有租户使用此名称。")
        case .alreadyMember: say("This person is a member already.", "此人已是成员。")
        case .lastOwner:
            say("A tenant keeps its last owner.", "租户必须保留最后一位所有者。")
        case .lastHubAdministrator:
            say("The hub keeps its last administrator.", "中枢必须保留最后一位管理员。")
        case .userDisabled: say("This person may not sign in.", "此人不能登录。")
        case .inUse: say("Others still use it. Take it out there first.", "仍有其他对象在使用它。请先在那里移除。")
        case .lastSource: say("A host keeps the last of its sources.", "主机必须保留最后一个来源。")
        case .runMoved:
            say("The run has gone on meanwhile. Load the page again.", "运行已有变化。请重新加载页面。")
        case .hubFrozen:
            say(
                "The hub is frozen after a restore: it takes nothing away until somebody "
                    + "confirms it.",
                "中枢恢复后处于冻结状态：在有人确认之前不会删除任何内容。")
        case .snapshotHeld:
            say("A snapshot that is held stays: nobody takes it away.", "快照已被保留，无人可删除。")
        case .snapshotPinned: say("Somebody wants this snapshot kept.", "有人希望保留此快照。")
        case .snapshotLastGood:
            say("It is the last good snapshot of its source there.", "这是该来源在此处最后一个完好的快照。")
        case .snapshotLeaving:
            say(
                "An agent is taking snapshots out of this vault right now, and this may be one of "
                    + "them. Try again when that run has ended, or cancel the run.",
                "代理正在从此保险库中移除快照，其中可能包括此快照。请在该运行结束后重试，或取消该运行。")
        case .passphraseMadeHere:
            say(
                "The hub made the passphrase of this repository, and nobody else has it: with "
                    + "another one in its place nobody could read what lies there. "
                    + "Make another vault.",
                "此仓库的口令由中枢生成，别处没有副本：若替换为其他口令，其中的内容将无人可读。请新建一个保险库。")
        case .agentRevoked: say("What was revoked stays so.", "已吊销的不能恢复。")
        case .agentPaused: say("The agent is paused.", "代理已暂停。")
        case .tooManyAnnouncements: say("Too many machines wait.", "等待的机器过多。")
        case .alreadyDecided:
            say("Somebody has decided about this machine before.", "已有人对此机器做过决定。")
        case .notProven:
            say("The machine has not shown yet that it has its key.", "该机器尚未证明持有密钥。")
        case .keyMoved: say("Another agent has this key.", "已有代理使用此密钥。")
        case .keyTaken:
            say("This key is known already, under another name.", "此密钥已存在，名称不同。")
        case .fingerprintDiffers:
            say(
                "The fingerprints differ. This may be another machine than the one you mean.",
                "指纹不一致。这可能不是所指的那台机器。")
        case .tenantRequired: say("Say which tenant is meant.", "请指明租户。")
        case .tooMany: say("There are as many as there may be.", "数量已达上限。")
        default: protection(refusal) ?? unknown
        }
    }

    /// What is said where a rule has no sentence; a test sees to it that none does.
    var unknown: String { say("A rule of the hub does not allow this.", "中枢的规则不允许这样做。") }

    private func protection(_ refusal: Refusal) -> String? {
        switch refusal {
        case .nameTaken: say("Another one is called so already.", "已有同名对象。")
        case .versionMoved:
            say(
                "Somebody else changed it meanwhile. Load it again, then change it.",
                "其他人已修改。请重新加载后再修改。")
        case .idempotencyKeyReused:
            say("This was sent before with something else in it.", "此前已提交过不同的内容。")
        case .agentUnknown: say("There is no such agent any more.", "该代理已不存在。")
        case .sourceNeedsAgent:
            say(
                "Files and databases on a machine are read by that machine's agent: choose it.",
                "机器上的文件和数据库由该机器的代理读取：请选择代理。")
        case .sourceUnknown: say("One of the sources is gone.", "其中一个来源已不存在。")
        case .sourceTwice: say("A source is named twice.", "来源重复。")
        case .vaultUnknown: say("One of the vaults is gone.", "其中一个保险库已不存在。")
        case .vaultTwice: say("A vault is named twice.", "保险库重复。")
        case .vaultUnreachable:
            say(
                "The agent cannot reach one of the vaults: a folder belongs to one machine.",
                "代理无法访问其中一个保险库：文件夹属于一台机器。")
        case .keyUnknown: say("One of the keys is gone.", "其中一个密钥已不存在。")
        case .vaultNeedsOwner:
            say("A folder lies on one machine: choose which.", "文件夹位于一台机器上：请选择是哪台。")
        case .keeperUnreachable:
            say("The keeper has to be able to reach the vault.", "维护者必须能访问此保险库。")
        case .notCopiedThere:
            say(
                "Copies go from repositories to repositories, and from archives to archives that "
                    + "the same keys open.",
                "快照只能在存储库之间复制，或在可用相同密钥打开的归档之间复制。")
        case .runOverlaps:
            say("A run of this source has not ended yet.", "此来源的上一次运行尚未结束。")
        case .noVault: say("The source has no vault to go to.", "此来源没有可用的保险库。")
        case .noAgent: say("There is no agent that would do it.", "没有可执行此操作的代理。")
        case .agentAway: say("The agent is not connected.", "代理未连接。")
        case .noReader:
            say(
                "No agent that may open this vault is connected now.",
                "目前没有可打开此保险库的代理在线。")
        case .notConfirmed:
            say(
                "Type the name exactly as it is shown, to confirm it.",
                "请完全按所示输入名称以确认。")
        case .notReadableThere:
            say(
                "That machine would have to be given what signs in at the server that these files "
                    + "came from. Give them into a folder there.",
                "该机器需要获得登录这些文件来源服务器的凭据。请恢复到该机器的某个文件夹中。")
        case .otherVault:
            say("The two snapshots lie in different vaults.", "这两个快照位于不同的保险库中。")
        default: nil
        }
    }
}
