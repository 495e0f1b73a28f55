/// What a person is told of a rule that said no.
package struct RefusalText: Hashable, Sendable {
    /// Why not.
    package let sentence: String
    /// What helps, where that can be said.
    package let hint: String?

    /// Both, as they follow each other in a paragraph.
    package func whole(in language: Language) -> String {
        guard let hint else { return sentence }
        return language == .english ? "\(sentence) \(hint)" : sentence + hint
    }
}

extension Refusal {
    /// Whether the same request may be done later, with nothing changed by whoever asks.
    package var mayPass: Bool {
        switch self {
        case .tooManyAnnouncements, .notProven, .agentAway, .noReader, .runOverlaps,
            .snapshotLeaving:
            true
        default: false
        }
    }

    /// The one source of what pages, the API and commands say.
    package func text(in language: Language) -> RefusalText {
        let said = said
        let isEnglish = language == .english
        return RefusalText(
            sentence: isEnglish ? said.sentence.english : said.sentence.chinese,
            hint: said.hint.map { isEnglish ? $0.english : $0.chinese })
    }

    private typealias Both = (english: String, chinese: String)
    private typealias Said = (sentence: Both, hint: Both?)

    private var said: Said {
        let said = ofPeople ?? ofAgents ?? ofRuns ?? ofThings ?? ofProtection
        guard let said else { preconditionFailure("every rule has its sentence: \(rawValue)") }
        return said
    }

    private func say(
        _ sentence: String, _ chinese: String, _ hint: String? = nil, _ hintInChinese: String = ""
    ) -> Said {
        ((sentence, chinese), hint.map { ($0, hintInChinese) })
    }

    private var ofPeople: Said? {
        switch self {
        case .alreadySetUp:
            say(
                "This hub already has an owner.",
                "此中枢已有所有者。")
        case .notSetUp:
            say(
                "This hub has no owner yet.",
                "此中枢还没有所有者。",
                "Open the link that the hub's log shows.",
                "请打开中枢日志中显示的链接。")
        case .tokenRefused:
            say(
                "The token is not valid or no longer valid.",
                "令牌无效或已过期。")
        case .loginTaken:
            say(
                "Somebody already signs in with this.",
                "已有人使用此登录名。")
        case .tenantNameTaken:
            say(
                "Another tenant has this name.",
                "已有租户使用此名称。")
        case .alreadyMember:
            say(
                "This person is a member already.",
                "此人已是成员。")
        case .lastOwner:
            say(
                "A tenant keeps its last owner.",
                "租户必须保留最后一位所有者。",
                "Make somebody else an owner first.",
                "请先将其他人设为所有者。")
        case .lastHubAdministrator:
            say(
                "The hub keeps its last administrator.",
                "中枢必须保留最后一位管理员。",
                "Add another one first.",
                "请先添加另一位管理员。")
        case .userDisabled:
            say(
                "This person may not sign in.",
                "此人不能登录。")
        case .tenantRequired:
            say(
                "Say which tenant is meant.",
                "请指明租户。")
        default: nil
        }
    }

    private var ofAgents: Said? {
        switch self {
        case .agentRevoked:
            say(
                "The agent was revoked, for good.",
                "代理已被永久吊销。",
                "Let the machine join again.",
                "请让该机器重新加入。")
        case .agentPaused:
            say(
                "The agent is paused.",
                "代理已暂停。",
                "Resume it first.",
                "请先恢复它。")
        case .tooManyAnnouncements:
            say(
                "Too many machines wait.",
                "等待的机器过多。",
                "Approve or refuse some of them, or try again later.",
                "请批准或拒绝其中一些，或稍后重试。")
        case .alreadyDecided:
            say(
                "Somebody has decided about this machine before.",
                "已有人对此机器做过决定。")
        case .notProven:
            say(
                "The machine has not shown yet that it has its key.",
                "该机器尚未证明持有密钥。",
                "It does so within seconds; try again then.",
                "它会在数秒内完成，请届时重试。")
        case .keyMoved:
            say(
                "Another agent has this key.",
                "已有代理使用此密钥。")
        case .keyTaken:
            say(
                "This key is known already, under another name.",
                "此密钥已存在，名称不同。")
        case .fingerprintDiffers:
            say(
                "The fingerprints differ. This may be another machine than the one you mean.",
                "指纹不一致。这可能不是所指的那台机器。",
                "Read the fingerprint at the machine itself.",
                "请在该机器上查看指纹。")
        case .agentUnknown:
            say(
                "There is no such agent any more.",
                "该代理已不存在。")
        case .agentAway:
            say(
                "The agent is not connected, or went away before it answered.",
                "代理未连接，或在应答前断开。",
                "Start it, or try again when it is back.",
                "请启动它，或待其恢复后重试。")
        case .noAgent:
            say(
                "There is no agent that would do it.",
                "没有可执行此操作的代理。",
                "Name a keeper of the vault, or let an agent join.",
                "请指定保险库的维护者，或让代理加入。")
        case .noReader:
            say(
                "No agent that may open this vault is connected now.",
                "目前没有可打开此保险库的代理在线。",
                "It is the one whose data it is, the one the vault lies on, or its "
                    + "keeper: start it, or wait until it is back.",
                "可以是数据所属的代理、保险库所在的代理或其维护者：请启动它，或等待其恢复。")
        default: nil
        }
    }

    private var ofRuns: Said? {
        switch self {
        case .runMoved:
            say(
                "The run has gone on meanwhile.",
                "运行已有变化。",
                "Look at it again.",
                "请重新查看。")
        case .runOverlaps:
            say(
                "A run of this source or vault has not ended yet.",
                "此来源或保险库的上一次运行尚未结束。",
                "Try again when it has, or cancel it.",
                "请在其结束后重试，或取消该运行。")
        case .hubFrozen:
            say(
                "The hub is frozen after a restore: it takes nothing away until a hub "
                    + "administrator confirms it.",
                "中枢恢复后处于冻结状态：在管理员确认之前不会删除任何内容。")
        case .snapshotHeld:
            say(
                "A snapshot that is held stays: nobody takes it away.",
                "快照已被保留，无人可删除。",
                "An owner can release the hold.",
                "所有者可以解除保留。")
        case .snapshotPinned:
            say(
                "Somebody wants this snapshot kept.",
                "有人希望保留此快照。",
                "Unpin it first.",
                "请先取消固定。")
        case .snapshotLastGood:
            say(
                "It is the last good snapshot of its source there.",
                "这是该来源在此处最后一个完好的快照。")
        case .snapshotLeaving:
            say(
                "An agent is taking snapshots out of this vault right now, and this may "
                    + "be one of them.",
                "代理正在从此保险库中移除快照，其中可能包括此快照。",
                "Try again when that run has ended, or cancel the run.",
                "请在该运行结束后重试，或取消该运行。")
        case .notConfirmed:
            say(
                "The name that has to be typed as a confirmation is another one.",
                "用于确认的名称不一致。",
                "Type it exactly as it is shown.",
                "请完全按所示输入名称。")
        case .notReadableThere:
            say(
                "That machine would have to be given what signs in at the server that "
                    + "these files came from, which outlives the restore.",
                "该机器需要获得登录这些文件来源服务器的凭据，而凭据在恢复之后依然有效。",
                "Give them into a folder there.",
                "请恢复到该机器的某个文件夹中。")
        case .otherVault:
            say(
                "The two snapshots lie in different vaults.",
                "这两个快照位于不同的保险库中。",
                "Compare two of one vault.",
                "请比较同一保险库中的两个快照。")
        default: nil
        }
    }

    private var ofThings: Said? {
        switch self {
        case .inUse:
            say(
                "Others still use it.",
                "仍有其他对象在使用它。",
                "Take it out there first.",
                "请先在那里移除。")
        case .lastSource:
            say(
                "A host keeps the last of its sources.",
                "主机必须保留最后一个来源。",
                "Delete the agent, or revoke it first.",
                "请删除代理，或先吊销它。")
        case .noVault:
            say(
                "The source has no vault to go to.",
                "此来源没有可用的保险库。")
        case .passphraseMadeHere:
            say(
                "The hub made the passphrase of this repository, and nobody else has it: "
                    + "with another one in its place nobody could read what lies there.",
                "此仓库的口令由中枢生成，别处没有副本：若替换为其他口令，其中的内容将无人可读。",
                "Make another vault.",
                "请新建一个保险库。")
        case .tooMany:
            say(
                "There are as many as there may be.",
                "数量已达上限。")
        case .nameTaken:
            say(
                "Another one is called so already.",
                "已有同名对象。")
        case .versionMoved:
            say(
                "Somebody else changed it meanwhile: nothing was changed.",
                "其他人已修改：没有任何更改。",
                "Load it again, then change it.",
                "请重新加载后再修改。")
        case .idempotencyKeyReused:
            say(
                "This was sent before with something else in it.",
                "此前已提交过不同的内容。",
                "Use another key for another request.",
                "不同的请求请使用不同的键。")
        case .sourceNeedsAgent:
            say(
                "Files and databases on a machine are read by that machine's agent.",
                "机器上的文件和数据库由该机器的代理读取。",
                "Choose the agent.",
                "请选择代理。")
        default: nil
        }
    }

    private var ofProtection: Said? {
        switch self {
        case .sourceUnknown:
            say(
                "One of the sources is gone.",
                "其中一个来源已不存在。")
        case .sourceTwice:
            say(
                "A source is named twice.",
                "来源重复。")
        case .vaultUnknown:
            say(
                "One of the vaults is gone.",
                "其中一个保险库已不存在。")
        case .vaultTwice:
            say(
                "A vault is named twice.",
                "保险库重复。")
        case .vaultUnreachable:
            say(
                "The agent cannot reach one of the vaults: a folder belongs to one machine.",
                "代理无法访问其中一个保险库：文件夹属于一台机器。")
        case .keyUnknown:
            say(
                "One of the keys is gone.",
                "其中一个密钥已不存在。")
        case .vaultNeedsOwner:
            say(
                "A folder lies on one machine.",
                "文件夹位于一台机器上。",
                "Say on which.",
                "请选择是哪台。")
        case .keeperUnreachable:
            say(
                "The keeper has to be able to reach the vault.",
                "维护者必须能访问此保险库。")
        case .notCopiedThere:
            say(
                "Copies go from repositories to repositories, and from archives to "
                    + "archives that the same keys open.",
                "快照只能在存储库之间复制，或在可用相同密钥打开的归档之间复制。")
        case .alreadyMade:
            say(
                "This was asked for before with the same key; what came of it is told once.",
                "此前已用相同的键请求过；其结果只告知一次。",
                "Revoke what was made and ask with another key.",
                "请吊销已创建的内容，并使用另一个键请求。")
        default: nil
        }
    }
}
