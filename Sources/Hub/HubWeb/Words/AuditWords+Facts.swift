internal import Domain

/// What an event tells beside its action: names of facts, and those of their values that are words
/// of ours. What people and machines named stays as they named it.
extension AuditWords {
    /// A fact of a later release shows as its stable name.
    func fact(_ name: String) -> String {
        guard let both = Self.facts[name] else { return name }
        return say(both.english, both.chinese)
    }

    func value(of fact: AuditDetail.Fact) -> String {
        let (value, common) = (fact.value, CommonWords(language: language))
        let sources = SourceWords(language: language)
        switch (fact.name, value) {
        case (_, "true"): return common.yes
        case (_, "false"): return common.no
        case ("role", _): return Role(rawValue: value).map(common.role) ?? value
        case ("kind", _): return run(value)
        case ("format", _):
            return KnownVault.Format(rawValue: value)
                .map(VaultWords(language: language).format) ?? value
        case ("overlap", _): return OverlapPolicy(rawValue: value).map(sources.overlap) ?? value
        case ("issues", _): return IssueRule(rawValue: value).map(sources.issues) ?? value
        case ("reason", "cloned"): return say("Two machines used its key", "两台机器使用了它的密钥")
        case ("reason", _):
            return SkipReason(rawValue: value).map(RunWords(language: language).skip) ?? value
        case ("kept", "here"): return theHub
        case ("kept", "elsewhere"): return say("elsewhere", "别处")
        case ("agents", "all"): return say("all", "全部")
        case ("keeper", "nobody"): return VaultWords(language: language).nobody
        case ("copies", "none"), ("quota", "none"), ("at once", "none"), ("upload", "none"),
            ("download", "none"), ("niceness", "none"):
            return common.none
        default: return value
        }
    }

    /// What an event is about; what has no name of its own is named for what it is.
    func target(_ target: AuditTarget) -> String {
        switch target.kind {
        case "run": run(target.name)
        case "hub": theHub
        case "enrolment_token": say("a line to join with", "加入命令")
        case "alert": alert(target.name)
        default: target.name
        }
    }

    private func alert(_ code: String) -> String {
        if let both = Self.alerts[code] { return say(both.english, both.chinese) }
        let endings = [("_failed", "failed", "失败"), ("_overdue", "overdue", "逾期")]
        for (ending, english, chinese) in endings where code.hasSuffix(ending) {
            let kind = run(String(code.dropLast(ending.utf8.count)))
            return say("\(kind): \(english)", "\(kind)：\(chinese)")
        }
        return code
    }

    private func run(_ code: String) -> String {
        RunKind(rawValue: code).map(RunWords(language: language).kind) ?? code
    }

    private typealias Both = (english: String, chinese: String)

    private static let facts: [String: Both] = [
        "agent": ("Agent", "代理"), "agents": ("Agents", "代理"),
        "announcement": ("Request", "请求"), "at once": ("Runs at once", "同时运行数"),
        "began": ("Began", "开始于"),
        "cadence": ("Care", "维护时间"), "cap": ("Cap of deletions", "删除上限"),
        "configuration": ("What it is", "内容"), "copies": ("Copied to", "复制到"),
        "days": ("Days", "天数"), "download": ("Download limit", "下载上限"),
        "enabled": ("Switched on", "启用"),
        "expires": ("Ends", "失效于"), "fingerprint": ("Fingerprint", "指纹"),
        "forced": ("Although it is the last good one", "即使是最后一个完好的"),
        "format": ("Format", "格式"), "from": ("From", "从"), "host": ("Host name", "主机名"),
        "issues": ("When a file cannot be read", "文件无法读取时"),
        "jitter": ("Put off by up to", "最多推迟"), "keeper": ("Looked after by", "维护者"),
        "kept": ("Kept", "保存于"), "key": ("Key", "密钥"), "kind": ("Kind", "类型"),
        "labels": ("Labels", "标签"), "leaving": ("Let go", "已移除"),
        "lost_from": ("Lost from", "丢失起始"), "lost_to": ("Lost until", "丢失截止"),
        "name": ("Name", "名称"), "niceness": ("Niceness", "让出处理器的程度"),
        "note": ("Why", "原因"),
        "overlap": ("When it is due while it still runs", "运行未结束又到时间"),
        "paths": ("Files", "文件"), "place": ("Place", "位置"), "quota": ("Quota", "配额"),
        "reason": ("Why", "原因"),
        "recipient": ("Readable by", "可由其读取"), "restored": ("As it was on", "恢复到的时间"),
        "retention": ("How long it is kept", "保留规则"), "retry": ("Tried again", "重试"),
        "role": ("Role", "角色"), "secrets removed": ("Secrets removed", "已移除的密文"),
        "secrets set": ("Secrets set", "已设置的密文"), "sources": ("Sources", "来源"),
        "subject": ("Of", "对象"), "time": ("Time", "时间"), "to": ("To", "到"),
        "token": ("Token", "令牌"), "upload": ("Upload limit", "上传上限"),
        "uses": ("How many machines", "机器数量"),
        "schedule": ("Schedule", "计划"), "source": ("Source", "来源"),
        "vault": ("Vault", "保险库"), "vaults": ("Vaults", "保险库"),
        "with": ("Together with", "连同"), "withheld": ("Held back", "暂缓"),
        "worker": ("Worker", "工作代理"),
    ]

    /// By the stable names of what may be the matter.
    private static let alerts: [String: Both] = [
        "vault_missed": ("a backup missed a vault", "备份缺少保险库"),
        "agent_away": ("an agent is away", "代理失去联系"),
        "run_unheard": ("nothing is heard of a run", "运行进度未知"),
        "source_stale": ("a source has no new backup", "来源的备份过旧"),
        "clock_skew": ("a clock is wrong", "时钟不准"),
        "agent_cloned": ("an agent is there twice", "代理重复"),
        "update_failed": ("an update failed", "更新失败"),
        "vault_full": ("a vault is full", "保险库已满"),
        "vault_filling": ("a vault is full soon", "保险库即将写满"),
        "vault_unreachable": ("a vault cannot be reached", "无法访问保险库"),
        "deletions_withheld": ("deletions are held back", "删除已暂缓"),
        "deletion_blocked": ("a snapshot could not be deleted", "快照无法删除"),
        "books_unbalanced": ("something is there twice", "内容重复"),
        "hub_frozen": ("the hub is frozen", "中枢已冻结"),
        "hub_backup_failed": ("the hub's own backup failed", "中枢自身的备份失败"),
        "hub_backup_overdue": ("the hub's own backup is overdue", "中枢自身的备份逾期"),
    ]
}
