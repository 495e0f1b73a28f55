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
    func shown(_ count: Int) -> String {
        say(
            count == 1 ? "1 snapshot on this page" : "\(count) snapshots on this page",
            "本页 \(count) 个快照")
    }
    var emptyTitle: String { say("No snapshot yet", "还没有快照") }
    var emptyText: String {
        say("The first backup makes the first one.", "第一次备份会产生第一个快照。")
    }
    var latest: String { say("Latest snapshots", "最近的快照") }
    var latestRuns: String { say("Latest runs", "最近的运行") }
}
