internal import Domain

/// Where else the snapshots of a vault are kept.
struct CopyWords: WordList {
    let language: Language

    var title: String { say("Kept in another vault as well", "另存于其他保险库") }
    var empty: String {
        say(
            "Nowhere else. A rule copies what comes in to another vault, after each backup.",
            "没有另存。设定规则后，每次备份后都会把新快照复制到另一个保险库。")
    }
    var add: String { say("Add a copy…", "添加副本…") }
    var target: String { say("Vault", "保险库") }
    var last: String { say("Last copy", "最近复制") }
    var never: String { say("Nothing yet", "尚无") }
    var now: String { say("Copy what is missing", "复制缺少的快照") }
    var copyNow: String { say("Copy now", "立即复制") }

    /// How long copies of a rule stay.
    func stay(_ rules: RetentionRules?) -> String {
        guard let rules else {
            return say("stays as long as its source says", "保留时间与来源相同")
        }
        let all = KeepingWords(language: language).rules(rules).map { "\($0.name) \($0.text)" }
        let list = all.joined(separator: say(", ", "、"))
        return all.isEmpty ? say("everything stays", "全部保留") : say("keeps \(list)", "保留：\(list)")
    }

    // A rule
    func newTitle(_ name: String) -> String { say("Copy \(name)", "复制 \(name)") }
    func editTitle(_ name: String, _ target: String) -> String {
        say("Copy \(name) to \(target)", "将 \(name) 复制到 \(target)")
    }
    var whereHeading: String { say("Where", "位置") }
    var whereNote: String {
        say(
            "The agents that back up here bring their new snapshots there. What is here already "
                + "goes first.",
            "由在此备份的代理把新快照送到那里，已有的快照先行复制。")
    }
    var noChoice: String {
        say(
            "There is no other vault that copies could go to: it has to be of the same format, "
                + "open to the same keys, and within reach of the same machines.",
            "没有可作为目标的保险库：格式须相同，可用相同密钥打开，且同一机器能够访问。")
    }
    var keepHeading: String { say("How long", "保留") }
    var keepNote: String {
        say(
            "How many of the latest of each kind stay there. All empty: as their source says.",
            "在那里每种保留最近多少个。全部留空：与来源相同。")
    }
    var remove: String { say("Copy no more", "停止复制") }
    var removeText: String {
        say(
            "“Copy no more” ends the rule. The copies that are there stay, and no keep rule "
                + "takes them any more.",
            "“停止复制”会结束此规则。已有的副本保留，且不再受保留规则清理。")
    }

    // One snapshot
    var one: String { say("In another vault as well", "另存到其他保险库") }
    var oneText: String {
        say("Copied by the machine that made it.", "由创建它的机器复制。")
    }
    var copyOne: String { say("Copy", "复制") }
}
