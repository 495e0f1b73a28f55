internal import Domain

/// The hub itself.
struct HubWords: WordList {
    let language: Language

    var title: String { say("This hub", "此中枢") }
    var lead: String {
        say(
            "How it is set up. Settings are changed where they are kept, and read at the start.",
            "中枢的配置。设置在其保存之处修改，启动时读取。")
    }
    var about: String { say("About", "关于") }
    var version: String { say("Version", "版本") }
    var store: String { say("Store", "数据存储") }
    var freeSpace: String { say("Free on its disk", "所在磁盘剩余") }
    var dataFolder: String { say("Data folder", "数据文件夹") }
    var started: String { say("Started", "启动时间") }
    var address: String { say("Address", "地址") }
    var settings: String { say("Settings in force", "当前设置") }
    var settingsNote: String {
        say(
            "As `holdfast config print` shows them, with where each came from.",
            "与 `holdfast config print` 的输出一致，并注明来源。")
    }
    var theSettings: String { say("the settings", "设置") }
    var activity: String { say("Latest activity", "最近活动") }
    var noActivity: String {
        say(
            "Nothing has happened yet. Sign-ins and changes are listed here.",
            "还没有任何活动。登录和更改会显示在这里。")
    }
    var wholeAudit: String { say("All of it", "全部") }
    var backups: String { say("Backups of this hub", "中枢自身的备份") }
    var noBackups: String {
        say("The hub makes no backups of itself.", "中枢没有备份自身。")
    }
    var howToBackUp: String {
        say(
            "Name a folder on another disk and who can open them: `backup.folder` and "
                + "`backup.recipients` in the settings. `holdfast hub backup` makes one now.",
            "在设置中用 `backup.folder` 指定另一磁盘上的文件夹，用 `backup.recipients` 指定谁能打开。"
                + "`holdfast hub backup` 可立即备份一次。")
    }
    var newest: String { say("Newest", "最新") }
    var notSeen: String { say("not looked yet", "尚未查看") }
    var next: String { say("Next", "下次") }
    var ahead: String { say("Dated ahead", "日期超前") }
    func ahead(_ count: Int) -> String {
        say(
            "\(count), made while a clock was wrong: kept, and not counted",
            "\(count) 份在时钟出错时生成：保留但不计数")
    }
    var there: String { say("Kept", "保留") }
    func of(_ count: Int, _ most: Int) -> String {
        say("\(count), at most \(most)", "\(count) 个，最多 \(most) 个")
    }
    var every: String { say("Every", "间隔") }
    var folder: String { say("Folder", "文件夹") }
    var design: String { say("Every part of the interface", "界面的所有部件") }
}
