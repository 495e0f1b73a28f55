internal import Domain
internal import Store

/// The agents: their list, and one of them.
struct AgentWords: WordList {
    let language: Language

    var title: String { say("Agents", "代理") }
    var lead: String {
        say("Every machine that runs Holdfast for you.", "所有运行 Holdfast 的机器。")
    }
    var add: String { say("Add an agent", "添加代理") }
    var all: String { say("All agents", "所有代理") }
    var host: String { say("Agent", "代理") }
    var status: String { say("Status", "状态") }
    var labels: String { say("Labels", "标签") }
    var system: String { say("System", "系统") }
    var version: String { say("Version", "版本") }
    var lastHeard: String { say("Last heard", "最近联系") }
    var backups: String { say("Backups", "备份") }
    var noBackup: String { say("none yet", "尚无") }
    var nextBackup: String { say("next", "下次") }
    /// Of every source there is a good copy that is no older.
    var oldestGood: String { say("All good as of", "全部完好截至") }
    func work(_ work: AgentFilter.Work) -> String {
        switch work {
        case .failed: say("Failed", "备份失败")
        case .stale: say("Late", "备份逾期")
        case .running: say("Running", "运行中")
        }
    }
    var noSource: String { say("no source", "没有来源") }
    var waitingChip: String { say("Waiting for approval", "等待批准") }
    var connectedNow: String { say("connected", "已连接") }
    var findHint: String { say("Name or host", "名称或主机") }
    var find: String { say("Filter by name", "按名称筛选") }
    var filterByStanding: String { say("Filter by standing", "按状态筛选") }
    var filterByLabel: String { say("Filter by label", "按标签筛选") }
    func shown(_ count: Int) -> String {
        say(count == 1 ? "1 agent on this page" : "\(count) agents on this page", "本页 \(count) 个代理")
    }

    var toldTitle: String { say("What it was told", "它获知的机密") }
    var toldText: String {
        say(
            "It may have kept these. Change each where it is valid, and then here; a passphrase "
                + "that the hub made needs another vault.",
            "它可能留存了这些机密。请先在其生效处更改，再在此处更新；由中枢生成的口令则需要新建保险库。")
    }
    var toldOf: String { say("Of", "属于") }
    var toldSecret: String { say("Secret", "机密") }
    var toldSince: String { say("As it is since", "自何时未变") }
    var toldMore: String {
        say(
            "There are more: `holdfast secrets list --agent` tells all of them.",
            "还有更多：`holdfast secrets list --agent` 可列出全部。")
    }
    func told(_ name: SecretName) -> String {
        switch name {
        case .password: say("Password", "密码")
        case .accessKey: say("Access key", "访问密钥 ID")
        case .secretKey: say("Secret key", "访问密钥")
        case .sessionToken: say("Session token", "会话令牌")
        case .privateKey: say("Private key", "私钥")
        case .passphrase: say("Passphrase", "口令")
        case .recipients: say("Recipients", "接收方")
        case .identity: say("Key that decrypts", "解密密钥")
        case .signingKey: say("Key that signs", "签名密钥")
        case .hookBefore: say("Command before", "备份前命令")
        case .hookAfter: say("Command after", "备份后命令")
        }
    }
    func hooksTitle(_ name: String) -> String { say("Hooks of \(name)", "\(name) 的钩子") }
    var hooksText: String {
        say(
            "They run for the sources of this machine that have none of their own.",
            "用于此机器上没有自己钩子的来源。")
    }
    var hooksOpen: String { say("Set hooks", "设置钩子") }

    var limits: String { say("What it may take", "可占用的资源") }
    var limitsNote: String {
        say(
            "Of its machine, all runs together. Its administrator may let it take less.",
            "所有运行合计可占用其机器的资源。该机器的管理员可以设得更低。")
    }
    var limitsOpen: String { say("Set limits", "设置限制") }
    func limitsTitle(_ name: String) -> String {
        say("What \(name) may take", "\(name) 可占用的资源")
    }
    var limitsText: String {
        say(
            "For all runs together, also those that go on. A field that is empty limits nothing.",
            "对所有运行合计生效，包括正在进行的运行。留空表示不限制。")
    }
    var atOnce: String { say("Runs at once", "同时运行数") }
    var atOnceHint: String {
        say("Further ones wait. From 1 to 64.", "更多的运行会等待。1 至 64。")
    }
    func usual(_ count: Int) -> String { say("\(count), as usual", "\(count)（默认）") }
    var upload: String { say("To vaults", "上传到保险库") }
    var download: String { say("From vaults", "从保险库下载") }
    var rateHint: String {
        say("In a second, as in 4MiB or 500kB.", "每秒的数据量，例如 4MiB 或 500kB。")
    }
    func perSecond(_ size: String) -> String { say("\(size) a second", "每秒 \(size)") }
    var niceness: String { say("Niceness", "让出处理器的程度") }
    var nicenessHint: String {
        say(
            "How far it leaves the processor to other programs, from 0 to 19.",
            "把处理器让给其他程序的程度，0 至 19。")
    }
    var notLimited: String { say("not limited here", "此处不限制") }
    var notANumber: String { say("Write a whole number.", "请填写整数。") }
    var noRate: String {
        say("Write a size of at least 1KiB, as in 4MiB.", "请填写不小于 1KiB 的数据量，例如 4MiB。")
    }

    var emptyTitle: String { say("No agent yet", "还没有代理") }
    var emptyText: String {
        say(
            "An agent is the part of Holdfast on a machine you want to protect. "
                + "Paste one line there, and it appears here.",
            "代理是 Holdfast 在受保护机器上的部分。在那里粘贴一行命令，它就会出现在这里。")
    }
    var noneFits: String { say("No agent fits", "没有符合的代理") }
    var noneFitsText: String {
        say("Nothing has this name, label and standing together.", "没有同时符合名称、标签和状态的代理。")
    }

    func waiting(_ count: Int) -> String {
        say(
            count == 1 ? "One machine asks to join." : "\(count) machines ask to join.",
            "\(count) 台机器请求加入。")
    }
    var waitingText: String {
        say("Compare their fingerprints before you let them in.", "准许加入前请核对指纹。")
    }
    var review: String { say("Review them", "去查看") }

    func awayTitle(_ name: String) -> String {
        say("\(name) is not connected", "\(name) 未连接")
    }
    var awayText: String {
        say(
            "It backs up by its schedules as long as it runs, and tells of that when it is back. "
                + "On the machine, systemctl status holdfast-agent says whether it does.",
            "只要代理在运行，就会按计划备份，并在恢复连接后汇报。可在该机器上用 "
                + "systemctl status holdfast-agent 查看其是否在运行。")
    }

    func state(_ state: AgentState) -> String {
        switch state {
        case .connected: say("Connected", "已连接")
        case .missing: say("Just lost", "刚刚断开")
        case .away: say("Away", "离线")
        case .neverHeard: say("Not heard yet", "尚未联系")
        case .paused: say("Paused", "已暂停")
        case .draining: say("Draining", "收尾中")
        case .revoked: say("Revoked", "已吊销")
        }
    }

    func lack(_ lack: AgentsPage.Filter.Lack) -> String {
        switch lack {
        case .away: state(.away)
        case .behind: say("Other version", "版本不同")
        }
    }

    func standing(_ standing: AgentStanding) -> String {
        switch standing {
        case .active: say("Active", "启用")
        case .draining: say("Draining", "收尾中")
        case .paused: say("Paused", "已暂停")
        case .revoked: say("Revoked", "已吊销")
        }
    }

    // One agent
    var machine: String { say("Machine", "机器") }
    var hostName: String { say("Host name", "主机名") }
    var architecture: String { say("Architecture", "架构") }
    var processors: String { say("Processors", "处理器") }
    var memory: String { say("Memory", "内存") }
    var program: String { say("Program", "程序") }
    var joined: String { say("Joined", "加入时间") }
    var identity: String { say("Identity", "身份") }
    var identityNote: String {
        say(
            "What `holdfast agent status` shows on the machine.",
            "与机器上 `holdfast agent status` 显示的一致。")
    }
    var edit: String { say("Settings", "设置") }
    var name: String { say("Name", "名称") }
    var nameHint: String { say("Only people see it.", "仅供查看。") }
    var labelsHint: String {
        say("One a line, as in site=north.", "每行一个，例如 site=north。")
    }
    func labelMalformed(_ line: String) -> String {
        say("“\(line)” has no equals sign, as in site=north.", "“\(line)”缺少等号，例如 site=north。")
    }
    var tooManyLabels: String { say("There are too many labels.", "标签过多。") }

    var worker: String { say("Reads other machines, as a worker", "作为工作代理读取其他机器") }
    var workerHint: String {
        say(
            "Sources that lie on no agent's machine are read by any worker. Its own policy has to "
                + "allow reading servers.",
            "不在任何代理机器上的来源可由任意工作代理读取，其自身策略须允许读取服务器。")
    }
    var isWorker: String { say("Worker", "工作代理") }

    var work: String { say("Work", "工作") }
    var workNote: String {
        say("What the hub lets this agent do.", "中枢允许此代理做什么。")
    }
    var pause: String { say("Pause", "暂停") }
    var pauseText: String {
        say("Paused: nothing new begins, not even on its own schedules.", "暂停后不会开始任何新工作，包括它自己的计划。")
    }
    var resume: String { say("Resume", "恢复") }
    var drain: String { say("Drain", "收尾") }
    var drainText: String {
        say("Draining: it finishes what it has and gets nothing new.", "收尾：完成手头工作，不再接新任务。")
    }
    var clonePaused: String {
        say(
            "A paused agent waits for a person. If two machines said that they are this one, "
                + "find out which is the real one first.",
            "已暂停的代理在等人处理。如果有两台机器自称是它，请先弄清哪一台是真的。")
    }

    var revokeOpen: String { say("Revoke…", "吊销…") }
    var revokeText: String {
        say(
            "Sends it away at once and for good. Its machine may join again as another agent.",
            "立即并永久断开。该机器可以作为新代理重新加入。")
    }
    var deleteOpen: String { say("Delete…", "删除…") }
    var deleteText: String {
        say(
            "Forgets the agent with its labels and its sources. A vault on its machine that holds "
                + "snapshots has to be removed first: what opens it may be on the hub alone.",
            "忘记此代理及其标签和来源。其机器上仍有快照的保险库须先移除：打开它所需的口令可能只有中枢才有。")
    }
    func revokeTitle(_ name: String) -> String { say("Revoke \(name)?", "吊销 \(name)？") }
    func deleteTitle(_ name: String) -> String { say("Delete \(name)?", "删除 \(name)？") }
    var revokeLosses: [String] {
        [
            say("the link to this machine, at once", "与此机器的连接，立即断开"),
            say("this agent's keys: they are never believed again", "此代理的密钥，不再被信任"),
        ]
    }
    var deleteLosses: [String] {
        [
            say("the agent, its name, its labels and its sources", "此代理、名称、标签与来源"),
            say("the link to its machine, at once", "与此机器的连接，立即断开"),
        ]
    }
    var revoke: String { say("Revoke", "吊销") }
    var delete: String { say("Delete", "删除") }
}
