internal import Domain

/// How a machine becomes an agent.
struct EnrolmentWords: WordList {
    let language: Language

    var title: String { say("Add an agent", "添加代理") }
    var lead: String {
        say(
            "Paste one line on the machine you want to protect. This page notices when it arrives.",
            "在要保护的机器上粘贴一行命令。它加入后，这里会立即显示。")
    }
    var lineHeading: String { say("A line to paste", "一行命令") }
    var uses: String { say("How many machines", "机器数量") }
    var usesHint: String { say("The line works as often as this.", "此命令可使用的次数。") }
    var hours: String { say("Works for", "有效期") }
    func hoursName(_ hours: Int) -> String {
        switch hours {
        case 1: say("one hour", "1 小时")
        case 24: say("one day", "1 天")
        case 168: say("one week", "1 周")
        default: say("\(hours) hours", "\(hours) 小时")
        }
    }
    var folders: String { say("Folders it may back up", "允许备份的文件夹") }
    var foldersHint: String {
        say(
            "One a line, each a whole path. The machine's own policy keeps the hub to these.",
            "每行一个完整路径。机器自己的策略只允许中枢使用这些文件夹。")
    }
    var vaultFolders: String { say("Folders it may keep vaults in", "允许存放保险库的文件夹") }
    var vaultFoldersHint: String {
        say("For copies on this machine or a disk of it.", "用于存放在此机器或其磁盘上的副本。")
    }
    var restoreFolders: String { say("Folders it may restore into", "允许恢复到的文件夹") }
    var restoreFoldersHint: String {
        say(
            "Without one, nothing can be restored onto the machine. Better one that only root "
                + "writes to.",
            "若不填写，则无法向此机器恢复任何内容。最好是只有 root 可写的文件夹。")
    }
    var folderRelative: String {
        say("Each line is a whole path, as in /srv.", "每行都应是完整路径，例如 /srv。")
    }
    var firstVault: String { say("Back it up into", "备份到") }
    var firstVaultHint: String {
        say(
            "The folders above, from the minute it joins. Offered are vaults that every agent "
                + "reaches.", "从加入时起备份上述文件夹。仅列出所有代理都能访问的保险库。")
    }
    var notYet: String { say("not yet", "暂不备份") }
    var firstSchedule: String { say("Then by the schedule", "之后按计划") }
    var firstScheduleHint: String {
        say("The first backup begins at once.", "首次备份立即开始。")
    }
    var onlyOnce: String { say("none: only once", "无：仅一次") }
    var nothingToBackUp: String {
        say("Say which folders are backed up.", "请填写要备份的文件夹。")
    }
    var choiceGone: String {
        say(
            "This vault or schedule is no longer there. Choose another one.",
            "该保险库或计划已不存在，请另选。")
    }
    var make: String { say("Make the line", "生成命令") }

    var runThis: String { say("Run this on the machine", "在该机器上运行") }
    var runNote: String {
        say(
            "It installs holdfast as a service, joins this hub and stays in touch.",
            "此命令将 holdfast 安装为服务，加入中枢并保持联系。")
    }
    var installNote: String {
        say(
            "The script checks the executable's hash, and names other backups it finds without "
                + "changing them.",
            "脚本会校验可执行文件的哈希，并列出发现的其他备份，但不做任何更改。")
    }
    var readFirst: String { say("Read it first", "先查看脚本") }
    var byHand: String { say("By hand, where holdfast is installed", "手动（已安装 holdfast 时）") }
    var byHandNote: String {
        say(
            "As root. It runs until the terminal is closed; `holdfast agent unit` prints a service "
                + "that stays.",
            "以 root 身份运行。关闭终端即停止；`holdfast agent unit` 可输出常驻服务的配置。")
    }
    var theLine: String { say("the line", "命令") }
    func goodFor(_ uses: Int) -> String {
        say(
            uses == 1
                ? "Good for one machine. Shown to nobody else, and here for half an hour."
                : "Good for \(uses) machines. Shown to nobody else, and here for half an hour.",
            "可用于 \(uses) 台机器。不对其他人显示，在此保留半小时。")
    }
    var lineGone: String {
        say(
            "The line that was made here has been used or is shown no longer. Make another one "
                + "for the next machine.",
            "在此生成的命令已使用或不再显示。需要添加下一台机器时请再生成一行。")
    }
    var ends: String { say("Ends", "失效于") }
    var another: String { say("Make another line", "再生成一行") }
    var open: String { say("Lines that still work", "仍然有效的命令") }

    var waitHeading: String { say("Wait here", "等待加入") }
    var lineMade: String { say("Line made", "命令已生成") }
    var waitingForIt: String { say("Waiting for the machine", "正在等待机器") }
    var waitingText: String {
        say("Usually some seconds after the line is pasted.", "通常在粘贴命令后几秒内。")
    }
    func arrived(_ name: String) -> String { say("\(name) has joined", "\(name) 已加入") }
    var connected: String { say("It is connected.", "已连接。") }
    var joinedOnly: String {
        say("It has joined, and is not connected yet.", "已加入，尚未连接。")
    }

    // Machines that announced themselves
    var askHeading: String { say("Machines that ask to join", "请求加入的机器") }
    var askNote: String {
        say(
            "Compare with what `holdfast agent announce` shows there. All eight groups must be "
                + "the same.",
            "与那里 `holdfast agent announce` 显示的内容核对。八组必须完全一致。")
    }
    var nobody: String { say("Nobody asks right now", "目前没有请求") }
    var nobodyText: String {
        say(
            "A machine without a line asks with `holdfast agent announce --hub=…`, and appears "
                + "here.",
            "没有命令的机器可运行 `holdfast agent announce --hub=…`，随后会出现在这里。")
    }
    func from(_ address: String) -> String { say("from \(address)", "来自 \(address)") }
    var waitsForYou: String { say("Waiting for you", "等待处理") }
    func doubtful(_ host: String) -> String {
        say(
            "Another machine has the host name \(host) too. Look twice before you let this one in.",
            "另一台机器也使用主机名 \(host)。准许加入前请仔细核对。")
    }
    var match: String { say("They match, let it in", "一致，准许加入") }
    var refuse: String { say("Refuse", "拒绝") }
    var forgotten: String {
        say("An unanswered request goes away after one hour.", "未处理的请求一小时后失效。")
    }

    // Tokens that still work
    var tokensTitle: String { say("Lines that still work", "仍然有效的命令") }
    var tokensLead: String {
        say(
            "Whoever has one of these can let a machine join. Revoke those nobody needs.",
            "持有这些命令的人可让机器加入。请吊销不再需要的。")
    }
    var made: String { say("Made", "生成时间") }
    var usesLeft: String { say("Machines left", "剩余次数") }
    var backsUpInto: String { say("Backs up into", "备份到") }
    var revoke: String { say("Revoke", "吊销") }
    func tokenName(_ id: String) -> String { say("Line \(id)", "命令 \(id)") }
    var noTokens: String { say("No line works right now", "目前没有有效的命令") }
    var noTokensText: String {
        say("Make one when the next machine is to join.", "需要添加下一台机器时再生成。")
    }
}
