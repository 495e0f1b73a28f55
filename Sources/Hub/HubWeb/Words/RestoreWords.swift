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
    var into: String { say("Into the folder", "恢复到文件夹") }
    var intoHint: String {
        say(
            "A whole path; it is made where it is not there. The machine's own policy has to "
                + "allow it.",
            "完整路径，不存在时会创建。须经机器自身策略允许。")
    }
    var go: String { say("Restore", "恢复") }
    var noAgent: String {
        say(
            "The machine that it is of is not known any more, so there is nowhere to restore to "
                + "from here.",
            "所属机器已不存在，无法从此处恢复。")
    }

    var machine: String { say("Machine", "机器") }
    func home(_ name: String) -> String { say("\(name), where it is from", "\(name)（原机器）") }
    var machineHint: String {
        say(
            "Another machine gets the files sealed, and nothing that opens the vault.",
            "其他机器会收到加密传输的文件，但不会获得任何能打开保险库的密钥。")
    }
    func on(_ name: String) -> String { say("On \(name)", "在 \(name) 上") }
    var place: String { say("Place", "位置") }
    func place(_ place: RestoreForm.Place) -> String {
        switch place {
        case .folder: say("Into a folder", "恢复到文件夹")
        case .origin: say("Back where it came from", "恢复到原位置")
        }
    }
    func detail(_ place: RestoreForm.Place) -> String {
        switch place {
        case .folder: say("Look at it there, then move it yourself.", "先在那里查看，再自行移动。")
        case .origin:
            say("The machine's name is typed before anything is written.", "写入之前需输入机器名称。")
        }
    }
    var howHeading: String { say("3 · How", "3 · 方式") }
    var conflicts: String { say("Where something else is already", "已有其他内容时") }
    func conflict(_ conflicts: RestoreTerms.Conflicts) -> String {
        switch conflicts {
        case .fail: say("Stop", "停止")
        case .skip: say("Leave it", "保留现有")
        case .rename: say("Put it beside", "并存")
        case .overwrite: say("Write over it", "覆盖")
        }
    }
    func detail(_ conflicts: RestoreTerms.Conflicts) -> String {
        switch conflicts {
        case .fail: say("Nothing is restored when anything is there.", "若已有内容则不恢复。")
        case .skip: say("What is there stays as it is.", "现有内容保持不变。")
        case .rename: say("The restored one gets a new name.", "恢复的内容使用新名称。")
        case .overwrite: say("What is there is lost.", "现有内容会丢失。")
        }
    }
    var steps: String { say("Steps", "步骤") }
    func step(_ step: RestoreSteps.Step) -> String {
        switch step {
        case .wish: say("What and where", "内容和位置")
        case .plan: say("Plan", "方案")
        case .restore: say("Restore", "恢复")
        }
    }
    func wish(_ form: RestoreForm) -> String {
        let count = form.paths.count
        let what =
            count == 0
            ? say("everything", "全部")
            : say(count == 1 ? "1 path" : "\(count) paths", "\(count) 个路径")
        switch form.place {
        case .folder:
            let into = form.values["into"]
            return say("\(what), into \(into)", "\(what)，恢复到 \(into)")
        case .origin: return say("\(what), where it came from", "\(what)，恢复到原位置")
        }
    }
    var planText: String {
        say("No file was touched yet. This is what a restore would do.", "尚未改动任何文件。恢复将执行以下操作。")
    }
    var chooseAgain: String { say("Choose again", "重新选择") }
    var plan: String { say("Show the plan", "查看方案") }
    var confirmation: String { say("Confirmation", "确认") }
    var planHeading: String { say("The plan", "方案") }
    var new: String { say("New", "新增") }
    var changed: String { say("Differ from what is there", "与现有不同") }
    var unchanged: String { say("There already", "已存在") }
    var other: String { say("In the way", "存在冲突") }
    var impossible: String { say("Cannot be restored there", "无法在此恢复") }
    var written: String { say("To be written", "将写入") }
    func skipped(_ count: String) -> String {
        say("\(count) were left alone because something else was there.", "\(count) 项因已有其他内容而未恢复。")
    }
    var otherwise: String { say("Do it otherwise", "换一种方式") }
}
