internal import Domain

/// The led way to a machine's first backup.
struct ProtectWords: WordList {
    let language: Language

    var title: String { say("Back up a machine", "备份一台机器") }
    func titled(_ name: String) -> String { say("Back up \(name)", "备份 \(name)") }
    var lead: String {
        say(
            "Four answers, each filled in already. Change what you like, then begin.",
            "四个问题，均已预先填好。按需修改，然后开始。")
    }
    var open: String { say("Back up this machine", "备份此机器") }

    var whatHeading: String { say("1 · What", "1 · 内容") }
    var machine: String { say("Machine", "机器") }
    var pathsHint: String {
        say(
            "One a line. A folder brings everything in it, besides caches.",
            "每行一个。文件夹包含其中的所有内容（缓存除外）。")
    }
    var name: String { say("Called", "名称") }
    func sourceName(_ agent: String) -> String {
        String(say("Files of \(agent)", "\(agent) 的文件").prefix(100))
    }

    func sourceName(_ agent: String, _ path: String) -> String {
        String(say("\(path) of \(agent)", "\(agent) 的 \(path)").prefix(100))
    }

    var whereHeading: String { say("2 · Where", "2 · 位置") }
    var vault: String { say("Vault", "保险库") }
    var newFolder: String { say("A new folder on the machine", "机器上的新文件夹") }
    var newFolderDetail: String {
        say(
            "Brings back what was deleted or changed by mistake. It does not outlive the disk.",
            "可找回误删或误改的内容，但无法抵御磁盘损坏。")
    }
    var hubDetail: String {
        say(
            "On the hub's disk: it outlives this machine, not the hub. Keep another copy "
                + "elsewhere, by a copy rule of the vault.",
            "位于中枢的磁盘上：这台机器损坏后仍在，但中枢损坏时会一同丢失。请通过保险库的复制规则在别处再存一份。")
    }
    var folder: String { say("Its folder", "文件夹") }
    var folderHint: String {
        say(
            "Tried out before anything begins. Another disk is better than the same.",
            "开始前会先测试。使用另一块磁盘更好。")
    }
    var elsewhere: String { say("A NAS or rented storage instead", "改用 NAS 或租用的存储") }
    func vaultName(_ agent: String) -> String {
        String(say("Backups on \(agent)", "\(agent) 上的备份").prefix(100))
    }

    /// Shared by all machines; a machine's own where the name is taken by one it does not reach.
    func hubVaultName(of agent: String?) -> String {
        guard let agent else { return say("Backups on this hub", "本中枢上的备份") }
        return String(
            say("Backups of \(agent) on this hub", "\(agent) 在本中枢上的备份").prefix(100))
    }

    var whenHeading: String { say("3 · When", "3 · 时间") }
    func scheduleName(_ often: String, _ source: String) -> String {
        String(say("\(often): \(source)", "\(often)：\(source)").prefix(100))
    }

    var keepHeading: String { say("4 · How long", "4 · 保留多久") }
    var keep: String { say("Keep for", "保留") }

    var show: String { say("Show what this comes to", "显示结果") }
    var begin: String { say("Back up now", "立即备份") }
    var noAgent: String { say("No machine has joined yet", "还没有机器加入") }
    var noAgentText: String {
        say(
            "Run one line on the machine that is to be backed up; it appears here by itself.",
            "在要备份的机器上运行一行命令，它会自动出现在这里。")
    }
    var away: String {
        say(
            "The machine is not connected now: it begins as soon as it is back.",
            "机器当前未连接：恢复连接后立即开始。")
    }
    func unusable(_ reason: String) -> String {
        say("No vault can be made there: \(reason)", "无法在那里建立保险库：\(reason)")
    }

    // What follows
    var afterTitle: String { say("It is stored", "已存储") }
    var afterText: String {
        say(
            "A backup counts once it was given back. A drill does that in a scratch folder, "
                + "compares every file and throws it away.",
            "只有成功恢复过的备份才算数。演练会恢复到临时文件夹，逐个比对文件，然后删除。")
    }
    var tryDrill: String { say("Rehearse a restore", "演练恢复") }
    var seeSnapshot: String { say("Look at the snapshot", "查看快照") }
}
