internal import Domain
internal import Values

/// What was done, is done and will be done.
struct RunWords: WordList {
    let language: Language

    var title: String { say("Runs", "运行") }
    var lead: String {
        say("Everything that was done, the newest first.", "所有执行过的操作，最新的在前。")
    }
    var all: String { say("All runs", "所有运行") }
    var run: String { say("Run", "运行") }
    var status: String { say("Status", "状态") }
    var created: String { say("Asked for", "提出时间") }
    var took: String { say("Took", "用时") }
    var agent: String { say("On", "位于") }
    func shown(_ count: Int) -> String {
        say(count == 1 ? "1 run on this page" : "\(count) runs on this page", "本页 \(count) 个运行")
    }
    var emptyTitle: String { say("Nothing has run yet", "还没有运行") }
    var emptyText: String {
        say("Backups, checks and restores are listed here as they happen.", "备份、检查和恢复发生时会列在这里。")
    }
    var noneFits: String { say("No run fits", "没有符合的运行") }
    var noneFitsText: String { say("Nothing of this kind is there.", "没有此类运行。") }
    var filterByState: String { say("Filter by state", "按状态筛选") }
    var onlyOf: String { say("Only those of", "仅限") }
    var allOfIt: String { say("All of them", "全部") }
    var ongoing: String { say("Going on", "进行中") }
    var failedOnes: String { say("Failed", "失败") }
    var warnedOnes: String { say("Warned", "有警告") }

    func kind(_ kind: RunKind) -> String {
        switch kind {
        case .backup: say("Backup", "备份")
        case .restore: say("Restore", "恢复")
        case .drill: say("Drill", "演练")
        case .check: say("Check", "检查")
        case .forget: say("Forget", "清理")
        case .prune: say("Prune", "修剪")
        case .unlock: say("Unlock", "解锁")
        case .initialize: say("Setup", "建立")
        case .delete: say("Deletion", "删除")
        case .copy: say("Copy", "复制")
        case .export: say("Download", "下载")
        case .update: say("Update", "更新")
        }
    }
    func title(_ run: Run, of name: String) -> String {
        let what = run.isPlan ? plan : run.subject.isWipe ? wipe : kind(run.kind)
        return name.isEmpty ? what : say("\(what) of \(name)", "\(name) 的\(what)")
    }
    /// Of a prune that takes everything.
    var wipe: String { say("Emptying", "清空") }
    /// Of a restore that only finds out.
    var plan: String { say("Restore plan", "恢复方案") }

    func state(_ state: RunState) -> String {
        switch state {
        case .queued: say("Waiting", "等待中")
        case .leased: say("Handed over", "已交给代理")
        case .running: say("Running", "运行中")
        case .finalizing: say("Finishing", "收尾中")
        case .cancelling: say("Being cancelled", "正在取消")
        case .succeeded: say("Good", "成功")
        case .warned: say("Warned", "有警告")
        case .failed: say("Failed", "失败")
        case .cancelled: say("Cancelled", "已取消")
        case .skipped: say("Left out", "已跳过")
        }
    }

    func skip(_ reason: SkipReason) -> String {
        switch reason {
        case .overlap: say("An earlier run of it had not ended.", "之前的运行尚未结束。")
        case .catchUp: say("A later one caught up for it.", "由之后的一次补上。")
        case .disabled: say("It was switched off.", "当时已停用。")
        case .gone: say("Its source, vault or agent is gone.", "其来源、保险库或代理已不存在。")
        case .expired: say("It waited longer than it may.", "等待时间过长。")
        case .frozen: say("The hub was frozen.", "中枢处于冻结状态。")
        }
    }

    // One run
    var runNow: String { say("Run now", "立即运行") }
    var runAgain: String { say("Run again", "重新运行") }
    var cancel: String { say("Cancel run", "取消运行") }
    var stages: String { say("Stages", "阶段") }
    var waiting: String { say("Waiting", "等待") }
    func working(_ run: Run) -> String {
        switch run.kind {
        case .restore where run.isPlan: say("Comparing with what is there", "与现有文件比对")
        case .backup, .copy, .export: say("Reading and sending", "读取并发送")
        case .restore: say("Giving back", "恢复文件")
        case .drill: say("Restoring and comparing", "恢复并比对")
        default: say("At work", "处理中")
        }
    }
    var finishing: String { say("Finishing", "收尾") }
    var progress: String { say("Progress", "进度") }
    var done: String { say("Ended", "结束") }
    func read(_ size: String) -> String { say("\(size) read", "已读取 \(size)") }
    func readOf(_ size: String, _ whole: String) -> String {
        say("\(size) of about \(whole) read", "已读取 \(size)，共约 \(whole)")
    }
    func sent(_ size: String) -> String { say("\(size) sent", "已发送 \(size)") }
    func entries(_ count: Int, _ figures: FigureWords) -> String {
        let number = figures.count(count)
        return say(count == 1 ? "1 entry" : "\(number) entries", "\(number) 个条目")
    }
    func issues(_ count: Int, _ figures: FigureWords) -> String {
        let number = figures.count(count)
        return say(count == 1 ? "1 issue" : "\(number) issues", "\(number) 个问题")
    }
    func vaults(of kind: RunKind) -> String {
        switch kind {
        case .backup, .copy: say("Where it went", "写入位置")
        default: say("The vault", "保险库")
        }
    }
    func outcome(_ outcome: VaultOutcome?, hasEnded: Bool) -> String {
        switch outcome?.result {
        case .stored: say("Stored", "已存储")
        case .done: say("Done", "已完成")
        case .failed: say("Failed", "失败")
        case .cancelled: say("Cancelled", "已取消")
        case nil: hasEnded ? say("Nothing", "无") : say("Not yet", "尚未")
        }
    }
    var facts: String { say("About", "关于") }
    var cause: String { say("Because", "起因") }
    func cause(_ cause: RunCause) -> String {
        switch cause {
        case .firing: say("its schedule", "计划")
        case .maintenance: say("the vault's upkeep", "保险库维护")
        case .user: say("somebody asked", "手动请求")
        case .hub: say("the hub itself", "中枢自身")
        }
    }
    var attempt: String { say("Attempt", "尝试") }
    var started: String { say("Began", "开始于") }
    var ended: String { say("Ended", "结束于") }
    var source: String { say("Source", "来源") }
    var number: String { say("Run", "运行") }
    var failureTitle: String { say("What went wrong", "出错原因") }
    func notAllTitle(_ kind: RunKind) -> String {
        kind == .backup
            ? say("Stored, but not everything", "已存储，但不完整")
            : say("Done, but not everything", "已完成，但不完整")
    }
    func notAllText(_ count: Int, _ figures: FigureWords) -> String {
        let number = figures.count(count)
        return say(
            count == 1
                ? "The log names the one thing that was left out."
                : "The log names the \(number) things that were left out.",
            "日志列出了 \(number) 项未包含的内容。")
    }
    var seeWarnings: String { say("See which", "查看详情") }
    func isBack(_ count: Int, _ size: String, _ figures: FigureWords) -> String {
        let number = figures.count(count)
        return say(
            count == 1 ? "1 entry is back, \(size)." : "\(number) entries are back, \(size).",
            "已恢复 \(number) 个条目，共 \(size)。")
    }
    func next(_ disposition: Disposition) -> String {
        switch disposition {
        case .retryable: say("It is tried again by itself.", "会自动重试。")
        case .needsOperator: say("Somebody has to look: it will not mend itself.", "需要人工处理，不会自行恢复。")
        case .permanent: say("Trying again will not help.", "重试无济于事。")
        }
    }

    // Its attempts, and what is usual
    var attempts: String { say("Attempts", "尝试") }
    func attempt(_ number: Int) -> String { say("Attempt \(number)", "第 \(number) 次尝试") }
    func notBegun(_ hasEnded: Bool) -> String {
        hasEnded
            ? say("It never began.", "从未开始。") : say("It has not begun yet.", "尚未开始。")
    }
    var waitsForAgent: String {
        say("The run begins when it is back.", "代理恢复连接后开始运行。")
    }
    var tryFollows: String { say("Follows by itself.", "会自动进行。") }
    var triedInVain: String { say("Failed, tried again", "失败，已重试") }
    var lastGood: String { say("Last good one before", "此前最近一次成功") }
    func readIn(_ size: String, _ span: String) -> String {
        say("\(size) read in \(span)", "读取 \(size)，用时 \(span)")
    }
    var usual: String { say("Usual", "通常情况") }
    var duration: String { say("Duration", "用时") }
    var readData: String { say("Read", "读取") }
    var newData: String { say("Sent", "发送") }
    var longerThanUsual: String { say("Longer than usual", "比通常更久") }
    func usualOf(_ count: Int) -> String {
        say("From the last \(count) good runs.", "根据最近 \(count) 次成功的运行。")
    }
    func noUsual(_ count: Int) -> String {
        say("Shown after \(count) good runs.", "成功运行 \(count) 次后显示。")
    }

    // Its log
    var log: String { say("Log", "日志") }
    var level: String { say("Level", "级别") }
    func level(_ level: KnownEvent.Level) -> String {
        switch level {
        case .info: say("info", "信息")
        case .warning: say("warning", "警告")
        case .error: say("error", "错误")
        }
    }
    func least(_ level: KnownEvent.Level) -> String {
        switch level {
        case .info: say("All", "全部")
        case .warning: say("Warnings and errors", "警告和错误")
        case .error: say("Errors", "错误")
        }
    }
    var findLine: String { say("Find in the log", "在日志中查找") }
    var noLineFits: String { say("No line fits.", "没有符合的日志。") }
    func rate(_ size: String) -> String { say("\(size) a second", "每秒 \(size)") }
    func left(_ span: String) -> String { say("about \(span) left", "约剩 \(span)") }
    var download: String { say("Download", "下载") }
    var earlier: String { say("Earlier lines", "更早的日志") }
    var follows: String { say("Stops following when you scroll up.", "向上滚动时停止跟随。") }
    var noLines: String { say("Nothing has been said yet.", "还没有日志。") }
    func dropped(_ count: String) -> String {
        say("\(count) further lines were only counted.", "另有 \(count) 行仅计数。")
    }
    func event(_ kind: KnownEvent.Kind) -> String {
        switch kind {
        case .queued: say("waits", "等待")
        case .given: say("given to its agent", "已交给代理")
        case .refused: say("its agent did not take it", "代理未接受")
        case .cancelling: say("somebody wants it to end", "请求取消")
        case .interrupted: say("its agent lost it", "代理中断")
        case .dropped: say("given up", "已放弃")
        case .began: say("began", "开始")
        case .finalizing: say("finishing", "收尾")
        case .outcome: say("outcome", "结果")
        case .retried: say("tries again", "重试")
        case .ended: say("ended", "结束")
        case .skipped: say("left out", "跳过")
        case .line: ""
        case .drilled: say("measured", "测得")
        case .planned: say("planned", "计划")
        }
    }
}
