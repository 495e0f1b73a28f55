internal import Domain
internal import HubCore
internal import Values

/// Files in snapshots: looked at, found, compared, given back.
struct FileWords: WordList {
    let language: Language

    var about: String { say("About", "关于") }
    var files: String { say("Files", "文件") }
    var changes: String { say("Changes", "变化") }
    var sections: String { say("Sections", "分区") }
    var filesIn: String { say("Files in this snapshot", "此快照中的文件") }
    var way: String { say("The way here", "所在路径") }
    var root: String { say("Everything", "全部") }
    var name: String { say("Name", "名称") }
    var size: String { say("Size", "大小") }
    var changed: String { say("Changed", "修改时间") }
    var link: String { say("link", "链接") }
    func choose(_ name: String) -> String { say("Choose \(name)", "选择 \(name)") }
    var empty: String { say("This folder is empty", "此文件夹为空") }
    var emptyText: String { say("Nothing was in it when it was stored.", "存储时其中没有内容。") }
    var unreadable: String { say("It cannot be looked at now", "暂时无法查看") }
    var restore: String { say("Restore what is chosen…", "恢复所选内容…") }
    var restoreAll: String { say("Restore…", "恢复…") }
    var nothingChosen: String {
        say(
            "Nothing chosen: everything in this folder.",
            "未选择：此文件夹中的所有内容。")
    }
    var more: String { say("More of this folder", "此文件夹的更多内容") }
    var versions: String { say("Versions", "历史版本") }

    // Finding
    var find: String { say("Find a file", "查找文件") }
    var findLead: String {
        say(
            "By a part of its name, in the newest snapshot of every source. Case counts.",
            "按名称的一部分在每个来源的最新快照中查找，区分大小写。")
    }
    var findName: String { say("Name or pattern", "名称或模式") }
    var findHint: String {
        say(
            "As in budget, budget*.xlsx, or reports/2026/*.",
            "例如 budget、budget*.xlsx 或 reports/2026/*。")
    }
    var onlyOf: String { say("Of", "来自") }
    var everything: String { say("every source", "所有来源") }
    var look: String { say("Find", "查找") }
    func found(_ count: String, _ snapshots: String) -> String {
        let noun = snapshots == "1" ? "snapshot" : "snapshots"
        return say("\(count) found in \(snapshots) \(noun)", "在 \(snapshots) 个快照中找到 \(count) 项")
    }
    var notFound: String { say("Nothing of this name", "没有此名称的内容") }
    var notFoundText: String {
        say("Try a shorter part of the name; case counts.", "试试名称中更短的一部分；注意区分大小写。")
    }
    var otherSources: String { say("Look in further sources", "在其余来源中查找") }
    var inAll: String { say("Look in all snapshots", "在所有快照中查找") }
    var older: String { say("Look in older snapshots", "在更早的快照中查找") }
    func gaps(_ count: Int) -> String {
        say(
            count == 1
                ? "One snapshot could not be looked through whole."
                : "\(count) snapshots could not be looked through whole.",
            "\(count) 个快照未能完整查找。")
    }
    /// The first of the agents' names, and how many others there are.
    func unanswered(_ names: [String], _ span: String) -> String {
        let named = names.count <= Self.namedMax ? names : Array(names.prefix(Self.namedMax - 1))
        let list = named.joined(separator: say(", ", "、"))
        let more = names.count - named.count
        guard more > 0 else {
            return say("No answer from \(list) within \(span)", "\(list) 在 \(span) 内没有回答")
        }
        return say(
            "No answer from \(list) and \(more) more within \(span)",
            "\(list) 等 \(names.count) 个代理在 \(span) 内没有回答")
    }
    private static let namedMax = 4
    func unansweredText(_ count: Int) -> String {
        say(
            count == 1
                ? "What others found is below. One snapshot is still to be looked through."
                : "What others found is below. \(count) snapshots are still to be looked through.",
            "下面是其他代理的结果，还有 \(count) 个快照待查找。")
    }
    var waitLonger: String { say("Wait for the answer", "等待回答") }
    var askAgain: String { say("Ask again", "再次询问") }
    func reason(_ sources: [String], _ reason: String) -> String {
        say(
            "\(sources.joined(separator: ", ")): \(reason)",
            "\(sources.joined(separator: "、"))：\(reason)")
    }
    var notFoundYet: String { say("Nothing was found so far", "目前没有找到") }
    var notFoundYetText: String {
        say("An answer that is missing may still bring it.", "尚未收到的回答中可能会有。")
    }
    var moreThanTold: String { say("There is more than is shown.", "还有未显示的内容。") }
    var openFolder: String { say("Open its folder", "打开所在文件夹") }
    var hit: String { say("File", "文件") }
    var snapshot: String { say("Snapshot", "快照") }

    // Versions
    func versionsTitle(_ name: String) -> String { say("Versions of \(name)", "\(name) 的历史版本") }
    func versionsLead(_ source: String) -> String {
        say(
            "As it was in each snapshot of \(source), the newest first.",
            "在 \(source) 各快照中的样子，最新的在前。")
    }
    func change(_ change: PathVersion.Change) -> String {
        switch change {
        case .same: say("as before", "未变")
        case .new: say("new", "新增")
        case .changed: say("changed", "已修改")
        case .gone: say("gone", "已删除")
        case .absent: say("not there", "不存在")
        case .unknown: say("not known", "未知")
        }
    }
    var noVersions: String { say("There is no snapshot of it.", "没有它的快照。") }

    // Differences
    func diffTitle(_ name: String) -> String { say("Changes in \(name)", "\(name) 中的变化") }
    var compareWith: String { say("Compared with", "对比") }
    var compare: String { say("Compare", "对比") }
    var noOther: String { say("There is no other snapshot of it in this vault.", "此保险库中没有可对比的快照。") }
    func totals(_ new: String, _ changed: String, _ gone: String, _ size: String) -> String {
        say(
            "\(new) new, \(changed) changed, \(gone) gone; \(size) of them new content.",
            "新增 \(new)，修改 \(changed)，删除 \(gone)；新内容 \(size)。")
    }
    var notCounted: String {
        say("More changed than could be counted in time.", "变化过多，未能及时统计。")
    }
    var noChanges: String { say("Nothing changed between the two.", "两者之间没有变化。") }
    var moreChanges: String { say("More changes", "更多变化") }
    var newOne: String { say("new", "新增") }
    var changedOne: String { say("changed", "修改") }
    var goneOne: String { say("gone", "删除") }
    func was(_ size: String) -> String { say("was \(size)", "原为 \(size)") }

    // Downloads
    var download: String { say("Download", "下载") }
    var downloadTitle: String { say("Ready to download", "可以下载") }
    var downloadText: String {
        say(
            "The files come from a machine that can open the vault, through the hub and never "
                + "onto its disk.",
            "文件来自能打开保险库的机器，经中枢转发，不会写入中枢磁盘。")
    }
    var doorText: String {
        say("This link is good once. A click begins the download.", "此链接仅可使用一次，点击即开始下载。")
    }
    var goodUntil: String { say("Good once. It ends", "仅可使用一次。失效时间：") }
    var elsewhere: String { say("On another device", "在其他设备上") }
    var elsewhereText: String {
        say("The same download by a link; whichever is used first counts.", "同一下载的链接；先使用者有效。")
    }
    var theLink: String { say("link", "链接") }
    var code: String { say("Code of the link", "链接中的代码") }
}
