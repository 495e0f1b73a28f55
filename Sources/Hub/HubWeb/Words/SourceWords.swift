internal import Domain

/// What is protected.
struct SourceWords: WordList {
    let language: Language

    var title: String { say("Sources", "来源") }
    var lead: String { say("What is protected, and where it goes.", "保护的内容，以及存放位置。") }
    var add: String { say("Add a source", "添加来源") }
    var edit: String { say("Edit", "编辑") }
    var all: String { say("All sources", "所有来源") }
    var source: String { say("Source", "来源") }
    var status: String { say("Status", "状态") }
    var place: String { say("On", "位于") }
    var kindName: String { say("Kind", "类型") }
    var vaults: String { say("Vaults", "保险库") }
    var newestCopy: String { say("Newest copy", "最新副本") }
    func standing(_ standing: SourceStanding) -> String {
        switch standing {
        case .good: say("Good", "正常")
        case .warned: say("Warned", "有警告")
        case .failed: say("Failed", "失败")
        case .stale: say("Late", "逾期")
        case .waiting: say("No copy yet", "尚无副本")
        case .paused: say("Off", "停用")
        }
    }
    var unscheduledTitle: String { say("No schedule fires it", "没有计划会触发它") }
    var unscheduledText: String {
        say(
            "It is backed up only when somebody presses Run now.",
            "只有手动点击“立即运行”时才会备份。")
    }
    var sayWhen: String { say("Say when", "设定时间") }
    var anyWorker: String { say("any worker", "任意工作代理") }
    func part(_ part: SourcesPage.Part) -> String {
        switch part {
        case .vault(_, let name): say("Those that store in \(name).", "存入 \(name) 的来源。")
        case .agent(_, let name): say("Those of \(name).", "\(name) 的来源。")
        }
    }
    func shown(_ count: Int) -> String {
        say(
            count == 1 ? "1 source on this page" : "\(count) sources on this page",
            "本页 \(count) 个来源")
    }
    var emptyTitle: String { say("No source yet", "还没有来源") }
    var emptyText: String {
        say(
            "A source says what to keep: folders of a machine, a database, a machine over SSH.",
            "来源说明要保护什么：机器上的文件夹、数据库，或通过 SSH 访问的机器。")
    }

    func kind(_ kind: SourceKind) -> String {
        switch kind {
        case .files: say("Files", "文件")
        case .sqlite: "SQLite"
        case .sftp: say("Files over SSH", "SSH 文件")
        }
    }
    func kindDetail(_ kind: SourceKind) -> String {
        switch kind {
        case .files: say("Folders of the agent's machine", "代理所在机器上的文件夹")
        case .sqlite: say("A database in a file, copied while in use", "文件数据库，使用中也可复制")
        case .sftp: say("A machine where nothing is installed", "无需安装任何软件的机器")
        }
    }

    var newTitle: String { say("Add a source", "添加来源") }
    func editTitle(_ name: String) -> String { say("Edit \(name)", "编辑 \(name)") }
    var what: String { say("What", "内容") }
    var name: String { say("Name", "名称") }
    var agent: String { say("Agent", "代理") }
    var paths: String { say("Folders and files", "文件夹和文件") }
    var pathsHint: String { say("One a line, each a whole path.", "每行一个完整路径。") }
    var excludes: String { say("Leave out", "排除") }
    var excludesHint: String {
        say("One pattern a line, as in *.tmp or /srv/cache.", "每行一个模式，例如 *.tmp 或 /srv/cache。")
    }
    var excludesCaches: String { say("Leave out caches that say they are", "排除自称为缓存的文件夹") }
    var oneFileSystem: String { say("Stay on one file system", "不跨越文件系统") }
    var database: String { say("Database file", "数据库文件") }
    var checksIntegrity: String {
        say("Check the copy from end to end", "完整检查副本")
    }
    var host: String { say("Host", "主机") }
    var port: String { say("Port", "端口") }
    var user: String { say("User", "用户") }
    var password: String { say("Password", "密码") }
    var secretHint: String {
        say("Left empty, one that is set stays.", "留空则保持已设置的不变。")
    }
    var hostKey: String { say("Fingerprint of the host", "主机指纹") }
    var hostKeyHint: String {
        say(
            "SHA256:…, as ssh-keygen -l prints it. Left empty, the first key that the host shows "
                + "is the only one from then on.",
            "SHA256:…，由 ssh-keygen -l 显示。留空时，主机首次出示的密钥此后是唯一有效的。")
    }
    var noFingerprint: String {
        say(
            "A fingerprint is SHA256: and 43 characters. Show it with ssh-keygen -l.",
            "指纹由 SHA256: 和 43 个字符组成，可用 ssh-keygen -l 显示。")
    }
    var privateKey: String { say("Private key", "私钥") }
    var privateKeyHint: String {
        say(
            "The whole file, as ssh-keygen writes it. It is sealed and never shown again; left "
                + "empty, one that is set stays.",
            "粘贴 ssh-keygen 生成的完整文件。封存后不再显示；留空则保持不变。")
    }
    var passphrase: String { say("Passphrase of the key", "私钥口令") }
    var passphraseHint: String {
        say("Where the private key asks for one.", "仅当私钥设有口令时填写。")
    }

    var whereHeading: String { say("Where", "存放") }
    var vaultsHint: String {
        say("Read once, written to each. Every vault has its own verdict.", "读取一次，写入每个保险库。各有各的结果。")
    }
    var noVault: String { say("There is no vault yet to store in.", "还没有可用的保险库。") }

    var keepHeading: String { say("How long", "保留") }
    var keepNote: String {
        say(
            "How many of the latest of each kind stay, and for how long at least and at most. "
                + "All empty: everything stays.",
            "每种保留最近多少个，以及至少和至多保留多久。全部留空：保留所有。")
    }
    func period(_ period: RetentionPeriod) -> String {
        switch period {
        case .last: say("Last", "最近")
        case .hourly: say("Hourly", "每小时")
        case .daily: say("Daily", "每日")
        case .weekly: say("Weekly", "每周")
        case .monthly: say("Monthly", "每月")
        case .yearly: say("Yearly", "每年")
        }
    }
    var keepWithin: String { say("Everything of the latest", "最近一段时间全部保留") }
    var keepWithinHint: String {
        say("Before the newest one, as in 2w or 1y6mo.", "从最新的快照往前算，例如 2w 或 1y6mo。")
    }
    var keepYounger: String { say("Everything younger than", "比这更新的全部保留") }
    var keepYoungerHint: String { say("As in 30d or 36h.", "例如 30d 或 36h。") }
    var dropOlder: String { say("Nothing older than", "比这更旧的清理") }
    var dropOlderHint: String {
        say("Unless one above keeps it. As in 90d.", "除非上面的规则要保留。例如 90d。")
    }
    func noSpan(_ text: String) -> String {
        say(
            "“\(text)” is no span. Type one such as 14d, 2w, 6mo or 1y6mo.",
            "“\(text)”不是时间段。请输入如 14d、2w、6mo 或 1y6mo 的时间段。")
    }
    func noAge(_ text: String) -> String {
        say(
            "“\(text)” is no age. Type one such as 36h, 30d or 12w.",
            "“\(text)”不是时长。请输入如 36h、30d 或 12w 的时长。")
    }
    func notWhole(_ text: String) -> String {
        say("“\(text)” is no whole number. Type one such as 7.", "“\(text)”不是整数。请输入如 7 的数字。")
    }

    var hooks: String { say("Hooks", "钩子") }
    var hooksWarning: String {
        say(
            "Commands run on the machine around each backup, where its own policy allows them. "
                + "Whoever can change this can run anything there.",
            "备份前后在机器上运行的命令，须经其自身策略允许。能修改此处的人可以在那里运行任何命令。")
    }
    var before: String { say("Before", "之前") }
    var beforeHint: String {
        say("When it fails, nothing is backed up.", "失败则不备份。")
    }
    var after: String { say("After", "之后") }
    var afterHint: String { say("Always runs, told how it went.", "总会运行，并得知结果。") }
    var more: String { say("More", "更多") }
    var overlap: String { say("When it is due while it still runs", "运行未结束又到时间") }
    func overlap(_ policy: OverlapPolicy) -> String {
        switch policy {
        case .reject: say("Leave that time out", "跳过这次")
        case .queue: say("Wait, then run", "等待后运行")
        }
    }
    var issues: String { say("When a file cannot be read", "文件无法读取时") }
    func issues(_ rule: IssueRule) -> String {
        switch rule {
        case .warn: say("Store the rest and warn", "存储其余并警告")
        case .fail: say("Store the rest and fail", "存储其余并判为失败")
        case .failFast: say("Stop at once", "立即停止")
        }
    }
    var switchOn: String { say("Switched on", "启用") }

    // One source
    var test: String { say("Test", "测试") }
    var reached: String { say("It can be read", "可以读取") }
    var notReached: String { say("It could not be read", "无法读取") }
    var protects: String { say("What it reads", "读取内容") }
    var firedBy: String { say("When", "时间") }
    var noSchedule: String {
        say("No schedule fires it: it runs when somebody asks.", "没有计划触发它：仅在手动请求时运行。")
    }
    var addSchedule: String { say("Say when", "设定时间") }
    var keeps: String { say("Keeps", "保留") }
    func keeps(in vault: String) -> String { say("Keeps in \(vault)", "在 \(vault) 中保留") }
    var keepsEverything: String { say("everything", "所有") }
    var created: String { say("Added", "添加时间") }
    var conflictTitle: String {
        say("It asks for more than its schedules make", "保留要求超过计划所能产生")
    }
    func conflict(_ finer: String, _ coarser: String) -> String {
        say(
            "\(finer) asks for several in a span of which there is only one: it keeps no more "
                + "than \(coarser).",
            "“\(finer)”要求的数量超过实际产生：效果不超过“\(coarser)”。")
    }
    func conflictAge(_ age: String, _ interval: String) -> String {
        say(
            "Copies go after \(age), and the next comes after \(interval): in between there "
                + "may be one only.",
            "副本 \(age) 后清理，而下一个要等 \(interval)：期间可能只有一个。")
    }
    var deleteOpen: String { say("Remove source…", "移除来源…") }
    var deleteText: String {
        say(
            "Nothing more is backed up of it. Its snapshots stay in the vaults.",
            "不再备份此来源。它的快照保留在保险库中。")
    }
    func deleteTitle(_ name: String) -> String { say("Remove source \(name)?", "移除来源 \(name)？") }
    var deleteLosses: [String] {
        [
            say("its settings, hooks and passwords", "它的设置、钩子和密码"),
            say("every backup that would have come", "之后的所有备份"),
        ]
    }
    var delete: String { say("Remove", "移除") }
}
