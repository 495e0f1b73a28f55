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
    func allProtected(_ count: Int, _ figure: String) -> String {
        say(
            count == 1 ? "Your source is protected." : "All \(figure) sources are protected.",
            "全部 \(figure) 个来源均已受到保护。")
    }
    /// Where something else is not well.
    func onlyBackedUp(_ count: Int, _ figure: String) -> String {
        say(
            count == 1
                ? "Your source is backed up, and something is wrong."
                : "All \(figure) sources are backed up, and something is wrong.",
            "全部 \(figure) 个来源均已备份，但有问题需要处理。")
    }
    func alerts(_ count: Int, _ figure: String) -> String {
        say(
            count == 1 ? "\(figure) alert is open" : "\(figure) alerts are open",
            "\(figure) 个告警未解决")
    }
    var manyAlerts: String { say("many alerts are open", "有许多告警未解决") }
    func someProtected(_ good: String, _ all: String) -> String {
        say("\(good) of \(all) sources are protected.", "\(all) 个来源中有 \(good) 个受到保护。")
    }
    var wellText: String {
        say("Every source has a copy younger than it was promised.", "每个来源都有按承诺保留的最新副本。")
    }
    /// How many stand so, as a part of a sentence.
    func standing(_ standing: SourceStanding, _ count: Int, _ figure: String) -> String {
        let one = count == 1
        return switch standing {
        case .failed: say("\(figure) failed last", "\(figure) 个最近一次备份失败")
        case .stale:
            say(
                one ? "\(figure) is late" : "\(figure) are late", "\(figure) 个已逾期")
        case .warned:
            say(
                one ? "\(figure) has warnings" : "\(figure) have warnings",
                "\(figure) 个有警告")
        case .waiting:
            say(
                one
                    ? "\(figure) waits for its first backup"
                    : "\(figure) wait for their first backup", "\(figure) 个等待第一次备份")
        case .paused:
            say(
                one ? "\(figure) is switched off" : "\(figure) are switched off",
                "\(figure) 个已停用")
        case .good: say("\(figure) good", "\(figure) 个正常")
        }
    }
    var waitingText: String {
        say(
            "A schedule begins it, or Run now on its page.",
            "由计划触发，或在其页面上点击“立即运行”。")
    }
    var seeSources: String { say("See the sources", "查看来源") }
    func sentence(_ parts: [String]) -> String {
        say(parts.joined(separator: ", ") + ".", parts.joined(separator: "，") + "。")
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
    /// Those without the label that the others are grouped by.
    var otherAgents: String { say("others", "其他") }
    var needs: String { say("Needs a hand", "需要处理") }
    var seeCause: String { say("See the cause", "查看原因") }
    var failedRuns: String { say("Failed runs", "失败的运行") }
    var openSource: String { say("Open the source", "打开来源") }
    var seeWarnings: String { say("See the warnings", "查看警告") }
    var hasWarnings: String {
        say("The latest backup was kept, with warnings.", "最近的备份已保留，但有警告。")
    }
    var lastGood: String { say("Last good copy: ", "最近的完好副本：") }
    var noGoodYet: String { say("There is no good copy yet.", "还没有完好的副本。") }
    var vaultNotMade: String {
        say("This vault could not be made. Nothing can be kept in it.", "无法创建此保险库，不能存放任何内容。")
    }
    var openVault: String { say("Open the vault", "打开保险库") }
    var lastHeard: String { say("The agent has gone quiet. Last heard: ", "代理没有响应。最近联系：") }
    var bringBack: String { say("Bring it back", "恢复连接") }
    var nextUp: String { say("Next up", "接下来") }
    var nothingNext: String { say("No schedule is due.", "没有即将到来的计划。") }
    func manySchedules(_ most: Int) -> String {
        say(
            "Of more than \(most) schedules the list tells when each is due.",
            "计划超过 \(most) 个时，请在列表中查看各自的时间。")
    }
    var goingOn: String { say("Going on", "进行中") }
    var latestRuns: String { say("Latest runs", "最近的运行") }
    var allRuns: String { say("All runs", "所有运行") }
    func moreThan(_ figure: String) -> String { say("More than \(figure)", "超过 \(figure) 个") }
    func allOf(_ figure: String) -> String { say("All \(figure)", "全部 \(figure) 个") }
    func manyAgents(_ figure: String) -> String { say("\(figure) agents", "\(figure) 个代理") }
    var cellFailed: String { say("Last backup failed", "最近备份失败") }
    var cellStale: String { say("Backup is late", "备份已逾期") }
    var cellWarned: String { say("Backed up with warnings", "备份有警告") }
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
