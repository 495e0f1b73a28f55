internal import Domain

/// Giving data back.
struct RestoreWords: WordList {
    let language: Language

    var open: String { say("Restore…", "恢复…") }
    func title(_ name: String) -> String { say("Restore from \(name)", "从 \(name) 恢复") }
    var lead: String {
        say(
            "What, where, and go. Nothing is changed before the last step.",
            "选择内容和位置，然后开始。最后一步之前不会更改任何内容。")
    }
    var whatHeading: String { say("1 · What", "1 · 内容") }
    var everything: String { say("Everything in the snapshot.", "快照中的全部内容。") }
    var paths: String { say("Paths", "路径") }
    var pathsHint: String {
        say(
            "One a line, from the root of the snapshot. Empty: everything.",
            "每行一个，从快照根目录起。留空：全部。")
    }
    var whereHeading: String { say("2 · Where", "2 · 位置") }
    func machine(_ name: String) -> String { say("On \(name)", "在 \(name) 上") }
    var into: String { say("Into the folder", "恢复到文件夹") }
    var intoHint: String {
        say(
            "A whole path; it is made where it is not there. The machine's own policy has to "
                + "allow it.",
            "完整路径，不存在时会创建。须经机器自身策略允许。")
    }
    var notOver: String {
        say("What is there already is never written over.", "已存在的内容绝不会被覆盖。")
    }
    var goHeading: String { say("3 · Go", "3 · 开始") }
    var go: String { say("Restore", "恢复") }
    var noAgent: String {
        say(
            "The machine that it is of is not known any more, so there is nowhere to restore to "
                + "from here.",
            "所属机器已不存在，无法从此处恢复。")
    }
}
