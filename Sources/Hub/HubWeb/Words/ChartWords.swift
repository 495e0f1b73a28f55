internal import Domain

/// What the drawings of the overview are called, and what they show in a sentence.
extension OverviewWords {
    var stored: String { say("Kept in vaults", "保险库中的数据") }
    func snapshots(_ snapshots: Int64, _ vaults: Int64, _ figures: FigureWords) -> String {
        let (many, of) = (figures.count(Int(snapshots)), figures.count(Int(vaults)))
        return say(
            "\(many) \(snapshots == 1 ? "snapshot" : "snapshots") "
                + "in \(of) \(vaults == 1 ? "vault" : "vaults")", "\(of) 个保险库，\(many) 个快照")
    }
    var runsOfWeek: String { say("Runs in 7 days", "7 天内的运行") }
    func failedOfThem(_ failed: String) -> String {
        say("\(failed) of them failed", "失败 \(failed) 次")
    }
    var protectedSources: String { say("Protected sources", "受保护的来源") }
    func onAgents(_ sources: String, _ agents: Int64, _ figures: FigureWords) -> String {
        let many = figures.count(Int(agents))
        return say(
            "of \(sources), on \(many) \(agents == 1 ? "agent" : "agents")",
            "共 \(sources) 个，\(many) 个代理")
    }

    var calendar: String { say("Activity", "活动") }
    var everyRun: String { say("Every run as a table", "以表格查看所有运行") }
    /// Of Monday, Wednesday and Friday.
    var weekdays: [String] {
        [say("Mon", "一"), say("Wed", "三"), say("Fri", "五")]
    }
    func calendarFinding(_ runs: String, _ failed: Int, last: String?) -> String {
        let all = say("Runs in 26 weeks: \(runs).", "26 周内共运行 \(runs) 次。")
        guard let last else { return all + say(" None failed.", "没有失败。") }
        return all
            + say(
                failed == 1
                    ? " One day had failures: \(last)."
                    : " \(failed) days had failures, the last was \(last).",
                failed == 1 ? "有 1 天出现失败：\(last)。" : "有 \(failed) 天出现失败，最近是\(last)。")
    }

    var fewer: String { say("Fewer", "少") }
    var moreRuns: String { say("more runs", "运行多") }
    var outlined: String { say("outlined: a warning", "描边：有警告") }
    var crossed: String { say("crossed: a failure", "叉号：有失败") }

    var storage: String { say("Storage", "存储") }
    var allVaults: String { say("Vaults", "保险库") }
    func storageFinding(_ first: String, _ last: String, _ days: Int) -> String {
        say(
            "Kept in vaults over \(days) days: from \(first) to \(last).",
            "\(days) 天内保险库中的数据：从 \(first) 到 \(last)。")
    }

    var proof: String { say("Restore proven", "恢复已验证") }
    var provenText: String {
        say("Restored to scratch, and every file compared.", "已恢复到临时位置，并逐一比对文件。")
    }
    var neverProven: String {
        say(
            "No drill has passed yet. A copy counts when it was restored once.",
            "还没有通过的演练。恢复过一次的副本才可靠。")
    }
    var proveOne: String { say("Choose a snapshot", "选择快照") }

    var vaults: String { say("Vaults", "保险库") }
    func vaultsNote(knowsRoom: Bool) -> String {
        knowsRoom
            ? say("Those that hold most, and how full they are.", "占用最多的保险库及其已用空间。")
            : say("Those that hold most, with their share of everything.", "占用最多的保险库及其占比。")
    }
    func holds(_ size: String, _ count: Int, _ figure: String) -> String {
        say(
            count == 1 ? "\(size) in 1 snapshot" : "\(size) in \(figure) snapshots",
            "\(size)，\(figure) 个快照")
    }
}
