internal import Domain

/// The page of every morning. What it cannot know yet, it does not claim.
struct OverviewWords: WordList {
    let language: Language

    var title: String { say("Overview", "总览") }
    var nothingYet: String { say("Nothing is protected yet.", "还没有任何数据受到保护。") }
    var noAgentText: String {
        say(
            "The hub is well and ready. Add the first machine, and choose what of it to keep.",
            "中枢运行正常，已准备就绪。请添加第一台机器，并选择要保护的内容。")
    }
    func agentsText(_ count: String) -> String {
        say(
            "The hub knows \(count) of your machines. Nothing is backed up through it so far.",
            "中枢已登记 \(count) 台机器，但尚未通过它备份任何内容。")
    }
    var addAgent: String { say("Add an agent", "添加代理") }
    var agents: String { say("Agents", "代理") }
    var allAgents: String { say("All agents", "所有代理") }
    var unlabelled: String { say("without a label", "无标签") }
    var activity: String { say("Latest activity", "最近活动") }
    var allActivity: String { say("Audit", "审计") }
    var noActivity: String {
        say(
            "Nothing has happened yet. Changes are listed here.", "还没有任何活动。更改会显示在这里。")
    }
    var noTenant: String { say("You have a part in no tenant.", "尚未加入任何租户。") }
    var noTenantText: String {
        say(
            "A hub administrator sees how the hub runs, and nobody's data. An owner can add "
                + "you to a tenant.",
            "中枢管理员可查看中枢的运行情况，但看不到任何人的数据。所有者可添加租户成员。")
    }
    func cell(_ name: String, _ state: String) -> String {
        say("\(name): \(state)", "\(name)：\(state)")
    }
}
