internal import Domain
internal import HubCore
internal import Values

/// Rehearsed restores, and what they proved.
struct DrillWords: WordList {
    let language: Language

    var title: String { say("Drills", "演练") }
    var lead: String {
        say(
            "A backup counts once it was given back. Here is what was proven, and when.",
            "成功恢复过的备份才算数。这里列出已证明的内容和时间。")
    }
    func provenLately(_ days: Int) -> String {
        say("Proven in \(days) days", "\(days) 天内已证明")
    }
    func of(_ count: String, _ all: String) -> String {
        say("\(count) of \(all)", "\(count) / \(all)")
    }
    var allTried: String { say("every source was proven once", "每个来源都曾证明过") }
    func neverTried(_ count: String) -> String {
        say(count == "1" ? "1 source never" : "\(count) sources never", "\(count) 个来源从未证明")
    }
    func drillsLately(_ days: Int) -> String {
        say("Drills in \(days) days", "\(days) 天内的演练")
    }
    func passedOfThem(_ count: String) -> String { say("\(count) passed", "\(count) 次通过") }
    var slowest: String { say("Slowest to come back", "最慢的恢复") }
    var promises: String { say("Proven against promised", "承诺与证明") }
    var promisesNote: String {
        say(
            "How often each vault is to be rehearsed, and when a drill of it passed last.",
            "每个保险库承诺的演练频率，以及最近一次通过的时间。")
    }
    var promised: String { say("Promised", "承诺") }
    var nextDue: String { say("Next", "下次") }
    var longAgo: String { say("Long ago", "很久以前") }
    func standing(_ standing: DrillPromise.Standing) -> String {
        switch standing {
        case .none: say("Nothing promised", "没有承诺")
        case .waiting: say("First one to come", "等待首次")
        case .kept: say("Kept", "已兑现")
        case .late: say("Late", "已逾期")
        }
    }
    var proof: String { say("Proof by source", "各来源的证明") }
    var proven: String { say("Last proven", "最近证明") }
    var never: String { say("never", "从未") }
    var back: String { say("Back within", "恢复用时") }
    var age: String { say("Lost at most", "最多丢失") }
    var files: String { say("Files compared", "比对文件") }
    var verdict: String { say("Verdict", "结论") }
    var passed: String { say("Passed", "通过") }
    func failed(_ count: String) -> String { say("Failed: \(count) differ", "未通过：\(count) 项不同") }
    var notDone: String { say("Failed", "未通过") }
    var when: String { say("When", "时间") }
    var all: String { say("All drills", "所有演练") }
    var rehearse: String { say("Rehearse", "演练") }
    func shown(_ count: Int) -> String {
        say(count == 1 ? "1 drill on this page" : "\(count) drills on this page", "本页 \(count) 次演练")
    }
    var emptyTitle: String { say("Nothing was rehearsed yet", "还没有演练") }
    var emptyText: String {
        say(
            "A drill restores a snapshot into a scratch folder, compares every file, and throws "
                + "it away.",
            "演练将快照恢复到临时文件夹，比对每个文件，然后删除。")
    }
    var proved: String { say("What it proved", "证明的结果") }
    var databases: String { say("Databases opened", "打开的数据库") }
    var firstByte: String { say("First byte after", "首字节用时") }
    var restored: String { say("Restored in", "恢复用时") }
    var verified: String { say("Compared in", "比对用时") }
    func sources(_ count: Int) -> String {
        say(
            count == 1 ? "1 source on this page" : "\(count) sources on this page",
            "本页 \(count) 个来源")
    }

    // The evidence report
    var report: String { say("Evidence report", "演练证明报告") }
    func reportLead(_ tenant: String, _ since: String, _ until: String, _ now: String) -> String {
        say(
            "Restores of \(tenant) that were rehearsed from \(since) to \(until), by UTC. "
                + "Made \(now).",
            "\(tenant) 从 \(since) 到 \(until)（UTC）的恢复演练。生成于 \(now)。")
    }
    var span: String { say("Span of days", "日期范围") }
    var makeReport: String { say("Make the report", "生成报告") }
    var noSpan: String {
        say(
            "Give two days as in 2026-11-22, the first one not after the last.",
            "请输入两个日期，例如 2026-11-22，开始不晚于结束。")
    }
    func notWhole(_ count: String) -> String {
        say(
            "Only the newest \(count) drills of these days are told. Choose fewer days.",
            "仅列出这些日期中最新的 \(count) 次演练。请缩短日期范围。")
    }
    var sourcesProven: String { say("Sources proven", "已证明的来源") }
    var promisesLate: String { say("Vaults late today", "当前逾期的保险库") }
    var noneInSpan: String { say("Nothing was rehearsed on these days", "这些日期内没有演练") }
    var compared: String { say("Compared", "比对内容") }
    func comparedAll(_ files: String, _ size: String, _ databases: String) -> String {
        say(
            "\(files) files, \(size), \(databases) databases",
            "\(files) 个文件，\(size)，\(databases) 个数据库")
    }

    var noSnapshot: String { say("There is no snapshot of it yet.", "还没有它的快照。") }
}
