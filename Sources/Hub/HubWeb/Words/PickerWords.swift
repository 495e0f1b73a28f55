internal import Domain

/// Picking folders and files of a machine.
struct PickerWords: WordList {
    let language: Language

    func title(_ picking: PathPicking, on agent: String) -> String {
        switch picking {
        case .several: say("Choose folders on \(agent)", "选择 \(agent) 上的文件夹")
        case .oneFile: say("Choose a file on \(agent)", "选择 \(agent) 上的文件")
        case .oneFolder: say("Choose a folder on \(agent)", "选择 \(agent) 上的文件夹")
        }
    }
    func lead(_ picking: PathPicking) -> String {
        switch picking {
        case .several:
            say(
                "Tick what is to be protected; a folder brings everything in it.",
                "勾选要保护的内容；文件夹包含其中的所有内容。")
        case .oneFile: say("Open folders until the file is in sight.", "打开文件夹，直到看到文件。")
        case .oneFolder: say("Open the folder that is meant, then use it.", "打开目标文件夹，然后使用它。")
        }
    }
    var content: String { say("What lies here", "此处的内容") }
    var way: String { say("The way here", "所在路径") }
    var go: String { say("Go there", "前往") }
    var closed: String { say("The machine does not show this folder", "机器不显示此文件夹") }
    var opened: String {
        say("This machine's own policy opens these folders.", "此机器自身的策略开放以下文件夹。")
    }
    var openFolders: String { say("Folders that are open", "开放的文件夹") }
    var empty: String { say("This folder is empty", "此文件夹为空") }
    var emptyText: String { say("It can be used all the same.", "仍然可以使用它。") }
    func more(_ count: Int) -> String {
        say(
            "The first \(count) are shown. Type a path to go further.",
            "仅显示前 \(count) 项。输入路径可继续前往。")
    }
    var link: String { say("link", "链接") }
    func choose(_ name: String) -> String { say("Choose \(name)", "选择 \(name)") }
    var chosen: String { say("Chosen", "已选择") }
    var chosenHint: String {
        say("What is ticked in the list comes along.", "列表中勾选的内容会一并带上。")
    }
    var elsewhere: String { say("In other folders", "其他文件夹中") }
    var typed: String { say("Go to", "前往") }
    var typedHint: String { say("A whole path, then the return key.", "完整路径，然后按回车键。") }
    var use: String { say("Use what is chosen", "使用所选内容") }
    var useFolder: String { say("Use this folder", "使用此文件夹") }
    var back: String { say("Back without choosing", "不选择，返回") }
    var noAgent: String {
        say(
            "Choose whose machine is looked through. A worker's own folders are not meant.",
            "请选择要查看哪台机器。这里不是指工作代理自身的文件夹。")
    }
}
