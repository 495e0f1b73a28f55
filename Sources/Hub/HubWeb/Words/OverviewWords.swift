internal import Domain

/// The page of every morning. What it cannot know yet, it does not claim.
struct OverviewWords: WordList {
    let language: Language

    var title: String { say("Overview", "总览") }
    var nothingYet: String { say("Nothing is protected yet.", "还没有任何数据受到保护。") }
    var nothingText: String {
        say(
            "The hub is well and ready. A few steps, and the first backup runs.",
            "中枢运行正常，已准备就绪。只需几步，即可开始第一次备份。")
    }
    var firstToCome: String { say("The first backup is still to come.", "第一次备份尚未进行。") }
    var firstToComeText: String {
        say(
            "It runs when its schedule says so, or at once when you ask for it.",
            "它会按计划运行，也可以立即手动运行。")
    }
    var allGood: String {
        say("Everything that ran lately was backed up.", "最近运行的来源都已备份。")
    }
    func failing(_ count: Int, _ all: String) -> String {
        say(
            count == 1
                ? "One of \(all) sources failed last." : "\(count) of \(all) sources failed last.",
            "\(all) 个来源中有 \(count) 个最近一次失败。")
    }
    func tally(_ good: String, _ warned: String, _ failed: String) -> String {
        say(
            "The latest backups: \(good) good, \(warned) warned, \(failed) failed.",
            "最近的备份：成功 \(good) 次，有警告 \(warned) 次，失败 \(failed) 次。")
    }

    var steps: String { say("First steps", "最初几步") }
    var stepAgent: String { say("Add a machine", "添加机器") }
    var stepVault: String { say("Say where copies live", "选择存放位置") }
    var stepSource: String { say("Say what to keep", "选择保护内容") }
    var stepSchedule: String { say("Say when", "设定时间") }
    var stepRun: String { say("First backup", "第一次备份") }
    var openSources: String { say("Choose a source and run it", "选择来源并运行") }
    var addAgent: String { say("Add an agent", "添加代理") }

    var agents: String { say("Agents", "代理") }
    var needs: String { say("Needs a hand", "需要处理") }
    var seeCause: String { say("See the cause", "查看原因") }
    var goingOn: String { say("Going on", "进行中") }
    var latestRuns: String { say("Latest runs", "最近的运行") }
    var allRuns: String { say("All runs", "所有运行") }
    var latestSnapshots: String { say("Latest snapshots", "最近的快照") }
    var allSnapshots: String { say("All snapshots", "所有快照") }
    var activity: String { say("Latest activity", "最近活动") }
    var allActivity: String { say("Audit", "审计") }
    var noActivity: String {
        say(
            "Nothing has happened yet. Changes are listed here.", "还没有任何活动。更改会显示在这里。")
    }
    var noTenant: String { say("You have a part in no tenant.", "尚未加入任何租户。") }
    var noTenantText: String {
        say(
            "A hub administrator sees how the hub runs, and nobody's data. "
                + "An owner can add you to a tenant.",
            "中枢管理员可查看中枢的运行情况，但看不到任何人的数据。所有者可添加租户成员。")
    }
    func cell(_ name: String, _ state: String) -> String {
        say("\(name): \(state)", "\(name)：\(state)")
    }
}
