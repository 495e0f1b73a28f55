internal import Domain

/// What is done to several agents at once.
struct FleetWords: WordList {
    let language: Language

    var chosenWith: String { say("With the ticked agents", "对勾选的代理") }
    func everyOne(_ isFiltered: Bool) -> String {
        isFiltered
            ? say("every agent that fits", "所有符合条件的代理") : say("every agent", "所有代理")
    }
    func choose(_ name: String) -> String { say("Choose \(name)", "选择 \(name)") }
    var choosing: String { say("Choose", "选择") }
    var backUpNow: String { say("Back up…", "备份…") }
    var editLabels: String { say("Label…", "标签…") }

    var preview: String { say("Preview", "预览") }
    var whatHappens: String { say("What happens", "结果") }
    var noneChosen: String { say("No agent is chosen", "未选择代理") }
    var noneChosenText: String {
        say("Tick agents in the list first.", "请先在列表中勾选代理。")
    }

    func backUpTitle(_ count: Int) -> String {
        switch count {
        case 0: say("Back up", "备份")
        case 1: say("Back up 1 source?", "备份 1 个来源？")
        default: say("Back up \(count) sources?", "备份 \(count) 个来源？")
        }
    }
    var backUpLead: String {
        say(
            "Each source that is switched on, one run each. Scheduled runs go first.",
            "每个已启用的来源各运行一次，计划运行优先。")
    }
    func backUp(_ count: Int) -> String {
        say(count == 1 ? "Begin 1 backup" : "Begin \(count) backups", "开始 \(count) 次备份")
    }
    func sources(_ count: Int) -> String {
        say(count == 1 ? "1 source" : "\(count) sources", "\(count) 个来源")
    }
    var noSource: String { say("Nothing to back up", "没有可备份的来源") }
    var nothingToDo: String {
        say("Nothing of this can begin.", "没有可以开始的备份。")
    }

    func labelTitle(_ count: Int) -> String {
        say(count == 1 ? "Label 1 agent" : "Label \(count) agents", "为 \(count) 个代理设置标签")
    }
    var labelLead: String {
        say("Other labels of these agents stay.", "这些代理的其他标签保持不变。")
    }
    var changes: String { say("Changes", "更改") }
    var added: String { say("Labels to add", "添加的标签") }
    var removed: String { say("Labels to take away", "移除的标签") }
    var removedHint: String { say("One key a line, as in site.", "每行一个键，例如 site。") }
    var showPreview: String { say("Show what changes", "预览更改") }
    var before: String { say("Before", "之前") }
    var after: String { say("After", "之后") }
    var staysSo: String { say("Stays as it is", "保持不变") }
    var changesNow: String { say("Changes", "更改") }
    func label(_ count: Int) -> String {
        say(count == 1 ? "Change 1 agent" : "Change \(count) agents", "更改 \(count) 个代理")
    }

    func outcome(_ done: Int, _ refused: Int) -> String {
        say("\(done) done, \(refused) not", "完成 \(done) 项，\(refused) 项未完成")
    }
    var outcomeLead: String { say("A rule said no to some of it.", "部分操作被规则拒绝。") }
    var refused: String { say("What was not done", "未完成的操作") }
    var goOn: String { say("Go on", "继续") }

    // Drift
    var configuration: String { say("Configuration", "配置") }
    var upToDate: String { say("Up to date", "已同步") }
    var noConfiguration: String { say("Nothing to do yet", "暂无任务") }
    var drifts: String { say("Waits for the agent", "等待代理同步") }
    var refusedByAgent: String { say("Refused by the agent", "被代理拒绝") }
    var refusedTitle: String { say("The agent refused what it was sent", "代理拒绝了收到的配置") }
    var wanted: String { say("Wanted", "应为") }
    var applied: String { say("Goes by", "当前使用") }
    var neverApplied: String { say("none that it told of", "尚未报告") }
    func serial(_ number: String) -> String { say("number \(number)", "第 \(number) 版") }
    var policy: String { say("Its own policy", "自身策略") }
    var policyText: String {
        say(
            "What may be read, restored and run there stands in a file on that machine. A refusal "
                + "says what it allows.",
            "可以读取、恢复和运行的内容由该机器上的文件规定。被拒绝时会说明允许的内容。")
    }
    var policyVaults: String { say("Vaults in", "保险库位于") }
    var policyRestores: String { say("Restores into", "恢复到") }
    func behind(_ version: String) -> String {
        say("the hub has \(version)", "中枢版本为 \(version)")
    }
}
