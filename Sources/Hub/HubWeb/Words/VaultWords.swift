internal import Domain

/// Where copies live.
struct VaultWords: WordList {
    let language: Language

    var title: String { say("Vaults", "保险库") }
    var lead: String {
        say(
            "Where copies live. Each vault has its own keys, upkeep and forecast.",
            "存放副本的地方。每个保险库有自己的密钥、维护和预测。")
    }
    var add: String { say("Add a vault", "添加保险库") }
    var all: String { say("All vaults", "所有保险库") }
    var vault: String { say("Vault", "保险库") }
    var status: String { say("Status", "状态") }
    var place: String { say("Place", "位置") }
    var formatName: String { say("Format", "格式") }
    var kept: String { say("Holds", "占用") }
    var keeper: String { say("Keeper", "维护者") }
    var upkeep: String { say("Upkeep", "维护") }
    func shown(_ count: Int) -> String {
        say(
            count == 1 ? "1 vault on this page" : "\(count) vaults on this page", "本页 \(count) 个保险库"
        )
    }
    var emptyTitle: String { say("No vault yet", "还没有保险库") }
    var emptyText: String {
        say(
            "A vault is the place where copies live: a folder, a NAS, or storage you rent.",
            "保险库是存放副本的地方：文件夹、NAS 或租用的存储。")
    }

    func readiness(_ readiness: KnownVault.Readiness) -> String {
        switch readiness {
        case .new: say("Not made yet", "尚未建立")
        case .ready: say("Ready", "就绪")
        case .failed: say("Could not be made", "建立失败")
        }
    }
    func format(_ format: KnownVault.Format) -> String {
        switch format {
        case .repository: say("Repository", "仓库")
        case .archive: say("Archive", "归档")
        }
    }
    func formatDetail(_ format: KnownVault.Format) -> String {
        switch format {
        case .repository:
            say("Stores each piece once. restic can read it.", "每块内容只存一次。可用 restic 读取。")
        case .archive:
            say("Sealed parts. age, zstd and tar can open it.", "分段封存。可用 age、zstd 和 tar 打开。")
        }
    }

    // A new one, or one that is changed
    var newTitle: String { say("Add a vault", "添加保险库") }
    func editTitle(_ name: String) -> String { say("Edit \(name)", "编辑 \(name)") }
    var what: String { say("What", "内容") }
    var name: String { say("Name", "名称") }
    var whereHeading: String { say("Where", "位置") }
    var kindLabel: String { say("Kind of place", "位置类型") }
    func kind(_ kind: PlaceKind) -> String {
        switch kind {
        case .hub: say("This hub", "本中枢")
        case .folder: say("Folder", "文件夹")
        case .s3: "S3"
        case .sftp: "SFTP"
        case .webdav: "WebDAV"
        case .rest: "REST"
        }
    }
    var owner: String { say("On the machine of", "所在机器") }
    var ownerHint: String {
        say("Its own policy has to allow vaults in this folder.", "其自身策略必须允许在此文件夹存放保险库。")
    }
    var noOwner: String {
        say("There is no agent yet that a folder could be on.", "还没有可存放文件夹的代理。")
    }
    var folder: String { say("Folder", "文件夹") }
    var folderHint: String { say("A whole path, as in /srv/backups.", "完整路径，例如 /srv/backups。") }
    var accessKey: String { say("Access key", "访问密钥 ID") }
    var secretKey: String { say("Secret key", "访问密钥") }
    var password: String { say("Password", "密码") }
    var passphrase: String { say("Passphrase of the repository", "仓库口令") }
    var passphraseHint: String {
        say(
            "For a repository that is there already. Left empty, the hub makes one and keeps "
                + "it sealed.",
            "用于已有的仓库。留空时由中枢生成并封存。")
    }
    var secretKept: String {
        say("Left empty, it stays as it is.", "留空则保持不变。")
    }

    // Another credential for those who delete
    var deleting: String { say("Who deletes", "删除凭据") }
    var deletingNote: String {
        say(
            "Where the place tells people apart, another credential may delete, and the everyday "
                + "one need not. It goes to the keeper alone, for the run that takes something "
                + "away.",
            "若该位置区分用户，可用另一组凭据执行删除，日常凭据则无需此权限。它只在清理时交给维护者。")
    }
    var deletingUserHint: String {
        say("Where it is not the one in the address.", "与地址中的用户不同时填写。")
    }
    var deletingThere: String {
        say("There is one, sealed.", "已有一组，已封存。")
    }
    func ofDeleting(_ title: String) -> String { say("\(title) (who deletes)", "\(title)（删除）") }
    var oneCredential: String {
        say("Delete with the everyday credential again", "改回用日常凭据删除")
    }
    var typedInVain: String {
        say(
            "A credential is typed, and this says that there is to be none: choose one of both.",
            "已填写凭据，又选择不再使用：请选择其一。")
    }

    // Who reaches it
    var reach: String { say("Who reaches it", "谁可访问") }
    var reachNote: String {
        say(
            "Agents that reach a repository can read everything in it.",
            "能访问仓库的代理可以读取其中的全部内容。")
    }
    var reachedBy: String { say("Reached by", "可访问者") }
    var reachEvery: String { say("Every agent", "所有代理") }
    var reachChosen: String { say("Chosen agents", "选定的代理") }
    var chooseAgents: String { say("Choose agents", "选择代理") }
    var chooseAgent: String {
        say("Choose at least one agent, or every agent.", "请至少选择一个代理，或选择所有代理。")
    }
    var tickedInVain: String {
        say(
            "Agents are ticked, and every agent reaches it: choose one of both above.",
            "已勾选代理，但所有代理都可访问：请在上方选择其一。")
    }
    var reachOthers: String {
        say(
            "Not every agent is shown. The others stay as they are; `holdfast vaults edit` "
                + "changes them too.",
            "未显示全部代理。其余代理保持不变；也可用 `holdfast vaults edit` 更改。")
    }
    func stillStoring(_ sources: String) -> String {
        say(
            "These sources store here, and their agents would not reach it any more: \(sources).",
            "这些来源存入此处，而其代理将无法再访问：\(sources)。")
    }
    func reachMore(_ count: String) -> String { say("and \(count) more", "另有 \(count) 个") }
    var reachNobody: String { say("No agent", "无代理") }

    var careHeading: String { say("Upkeep", "维护") }
    var keeperHint: String {
        say(
            "Who forgets, prunes and checks. Nothing is taken away until somebody is chosen.",
            "由谁清理、修剪和检查。选定之前不会删除任何内容。")
    }
    var nobody: String { say("Nobody yet", "暂无") }
    var forget: String { say("Forget", "清理") }
    var prune: String { say("Prune", "修剪") }
    var check: String { say("Check", "检查") }
    var drill: String { say("Drill", "演练") }
    var checkPercent: String { say("Read by a check, in percent", "每次检查读取的百分比") }
    var capCount: String { say("Cap, in snapshots", "清理上限（个）") }
    var capPercent: String { say("Cap, in percent", "清理上限（%）") }
    var capHint: String {
        say(
            "The cap is the most that keep rules take from one source in a day: so many "
                + "snapshots, or so much of them, whichever is more. The rest waits.",
            "清理上限是保留规则一天内最多从一个来源清理的量：取数量与百分比中较大者。其余等待。")
    }
    func cadence(_ cron: String) -> String {
        switch cron {
        case "": say("Only when asked", "仅手动")
        case "@daily": say("Daily", "每天")
        case "@weekly": say("Weekly", "每周")
        case "@monthly": say("Monthly", "每月")
        default: cron
        }
    }

    // How it is looked after
    var work: String { say("Work", "工作") }
    var last: String { say("Last", "最近") }
    var freed: String { say("Freed", "释放") }
    var now: String { say("Do it now", "立即执行") }
    func begin(_ kind: RunKind) -> String {
        switch kind {
        case .forget: say("Forget now", "立即清理")
        case .prune: say("Prune now", "立即修剪")
        default: say("Check now", "立即检查")
        }
    }
    var unlock: String { say("Unlock", "解锁") }
    var unlockText: String {
        say("Takes away locks of those who do not work any more.", "移除已不再工作者留下的锁。")
    }
    var makeAgain: String { say("Try again", "重试") }
    var makeAgainText: String {
        say(
            "The vault could not be made at its place. Its latest run below says why.",
            "无法在该位置建立保险库。原因见下方最近的运行。")
    }
    var latestRuns: String { say("Upkeep and copies lately", "最近的维护与复制") }
    var noRuns: String {
        say("Nothing has been done to it yet.", "还没有对它执行过维护。")
    }

    var facts: String { say("About", "关于") }
    var created: String { say("Added", "添加时间") }
    var secrets: String { say("Secrets", "密文") }
    func keyCount(_ count: Int) -> String {
        say(count == 1 ? "1 secret, sealed" : "\(count) secrets, sealed", "\(count) 项密文，已封存")
    }
    var storing: String { say("Sources that store here", "存入此处的来源") }
    var noneStores: String { say("No source stores here yet.", "还没有来源存入此处。") }

    var test: String { say("Test connection", "测试连接") }
    var reached: String { say("The vault answers", "保险库有响应") }
    var notReached: String { say("The vault could not be reached", "无法访问保险库") }

    var wipeOpen: String { say("Empty…", "清空…") }
    var wipeText: String {
        say(
            "Everything in the vault goes, and cannot be taken back. The vault stays, and sources "
                + "go on to store in it. While a snapshot in it is held, nothing goes.",
            "保险库中的全部内容都会删除，且无法撤回。保险库本身保留，来源继续存入。只要有快照被保留，就不会删除任何内容。")
    }
    func wipeTitle(_ name: String) -> String { say("Empty vault \(name)?", "清空保险库 \(name)？") }
    func wipeLosses(_ count: Int, _ text: String) -> [String] {
        [
            say(
                count == 1
                    ? "the snapshot that the hub knows of, also if it is pinned"
                    : "\(text) snapshots that the hub knows of, pinned ones too",
                "中枢所知的 \(text) 个快照，包括已固定的"),
            say(
                "what other programs stored there, and the last copy of what is nowhere else",
                "其他程序存入的内容，以及别处没有的最后副本"),
        ]
    }
    var wipe: String { say("Empty the vault", "清空保险库") }

    var deleteOpen: String { say("Remove…", "移除…") }
    var deleteText: String {
        say(
            "The hub forgets the vault with its passphrase and keys. What lies in it stays there. "
                + "While a snapshot in it is held, it stays.",
            "中枢会忘记此保险库及其口令和密钥。其中的内容保留在原处。只要有快照被保留，就不能移除。")
    }
    func deleteTitle(_ name: String) -> String { say("Remove vault \(name)?", "移除保险库 \(name)？") }
    var deleteLosses: [String] {
        [
            say("the vault's place and upkeep, as the hub knows them", "中枢所知的位置与维护设置"),
            say(
                "the passphrase and the keys that the hub keeps for it: one that the hub made "
                    + "itself nobody else has, and without it nobody reads the vault again",
                "中枢保管的口令和密钥：由中枢生成的口令别处没有，失去后再也无法读取此保险库"),
            say(
                "what is known of its snapshots, with their pins", "所知的快照信息及其固定标记"),
        ]
    }
    var delete: String { say("Remove", "移除") }
    func usedBy(_ names: String) -> String {
        say("These still need it: \(names).", "仍被以下对象使用：\(names)。")
    }
}
