internal import Domain

/// The recovery points.
struct SnapshotWords: WordList {
    let language: Language

    var title: String { say("Snapshots", "快照") }
    var lead: String {
        say("Every recovery point in your vaults, the newest first.", "保险库中的所有恢复点，最新的在前。")
    }
    var all: String { say("All snapshots", "所有快照") }
    var snapshot: String { say("Snapshot", "快照") }
    var status: String { say("Status", "状态") }
    var source: String { say("Source", "来源") }
    var vault: String { say("Vault", "保险库") }
    var size: String { say("Size", "大小") }
    var good: String { say("Good", "完好") }
    var doubtful: String { say("In doubt", "存疑") }
    var pinned: String { say("Pinned", "已固定") }
    var held: String { say("Held", "已保留") }
    var foreign: String { say("made by another program", "由其他程序创建") }
    var day: String { say("Made on", "创建日期") }
    var noneFits: String { say("No snapshot fits", "没有符合的快照") }
    var noneFitsText: String {
        say("None of this kind is in a vault.", "保险库中没有此类快照。")
    }
    func shown(_ count: Int) -> String {
        say(
            count == 1 ? "1 snapshot on this page" : "\(count) snapshots on this page",
            "本页 \(count) 个快照")
    }
    var emptyTitle: String { say("No snapshot yet", "还没有快照") }
    var emptyText: String {
        say("The first backup makes the first one.", "第一次备份会产生第一个快照。")
    }
    func of(_ shown: ShownSnapshot) -> String {
        shown.source.isEmpty
            ? say("Snapshot by another program", "其他程序创建的快照")
            : say("Snapshot of \(shown.source)", "\(shown.source) 的快照")
    }

    // One snapshot
    var about: String { say("About", "关于") }
    var made: String { say("Made", "创建于") }
    var seen: String { say("First seen", "首次发现") }
    var madeBy: String { say("Made by", "由此产生") }
    var locator: String { say("In the vault", "在保险库中") }
    var isGone: String { say("Gone", "已不存在") }
    func gone(_ time: String) -> String {
        say("It is not in its vault any more, since \(time).", "自 \(time) 起已不在保险库中。")
    }
    var runs: String { say("Restores and drills", "恢复与演练") }
    var neverRead: String { say("Nobody has read it yet.", "还没有人读取过它。") }
    var keeping: String { say("Kept from clean-up", "免于清理") }
    var pinText: String {
        say("Pinned, it stays whatever the rules say.", "固定后，无论规则如何都会保留。")
    }
    var pinnedSince: String { say("Pinned", "固定于") }
    var pin: String { say("Pin", "固定") }
    var unpin: String { say("Unpin", "取消固定") }
    var note: String { say("Why", "原因") }
    var holds: String { say("Holds", "保留令") }
    var holdsText: String {
        say(
            "Held, nobody can take it away: a matter of law, or a suspicion.",
            "保留期间任何人都无法删除：用于法律要求或可疑情况。")
    }
    var reason: String { say("Reason", "理由") }
    var holdUntil: String { say("Until", "截至") }
    var hold: String { say("Hold", "保留") }
    var release: String { say("Release", "解除") }
    var until: String { say("until", "直到") }
    var untilReleased: String { say("until it is released", "直到解除") }
    var latest: String { say("Latest snapshots", "最近的快照") }
    var latestRuns: String { say("Latest runs", "最近的运行") }
}
