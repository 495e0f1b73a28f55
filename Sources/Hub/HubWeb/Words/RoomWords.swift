internal import Domain
internal import HubCore
internal import Values

/// How full vaults are, and what stands in their way.
extension VaultWords {
    private func fullNotice(_ name: String, _ span: String) -> String {
        say("\(name) is full in \(span)", "\(name) 将在\(span)后写满")
    }
    private func fullNow(_ name: String, isOfQuota: Bool) -> String {
        isOfQuota
            ? say("\(name) holds all of its quota", "\(name) 已用完配额")
            : say("\(name) is full", "\(name) 已写满")
    }
    private func fullAdvice(_ growth: String?, isOfQuota: Bool) -> String {
        let pace = growth.map { say("It grows by \($0) a day. ", "每天增长 \($0)。") } ?? ""
        return pace
            + (isOfQuota
                ? say("Prune it, keep less, or raise its quota.", "请修剪、减少保留，或提高配额。")
                : say("Prune it, keep less, or give it more room.", "请修剪、减少保留，或扩大空间。"))
    }
    /// What is said of a vault that is full soon; nil for any other.
    func fullNotice(
        _ name: String, _ room: VaultRoom, _ figures: FigureWords
    ) -> (title: String, text: String)? {
        guard let fullIn = room.fullSoon else { return nil }
        let growth = room.forecast.flatMap { $0.growthPerDay.bytes > 0 ? $0.growthPerDay : nil }
        return (
            room.isFull
                ? fullNow(name, isOfQuota: room.isOfQuota)
                : fullNotice(name, figures.far(fullIn)),
            fullAdvice(growth.map { figures.size($0) }, isOfQuota: room.isOfQuota)
        )
    }
    /// For how long there is room, or how much is left where nobody knows yet.
    func outlook(_ room: VaultRoom, _ free: ByteCount, _ figures: FigureWords) -> String {
        if room.isFull { return room.isOfQuota ? quotaUsed : noRoom }
        guard let forecast = room.forecast else { return self.free(figures.size(free)) }
        return forecast.fullIn.map { fullIn(figures.far($0)) } ?? roomForYear
    }
    private var quotaUsed: String { say("It holds all of its quota", "配额已用完") }
    private var noRoom: String { say("No room left", "没有剩余空间") }
    func fullIn(_ span: String) -> String { say("Full in \(span)", "\(span)后写满") }
    var roomForYear: String { say("Room for more than a year", "空间可用一年以上") }
    func free(_ size: String) -> String { say("\(size) free", "剩余 \(size)") }
    func ofTotal(_ size: String) -> String { say("of \(size)", "共 \(size)") }
    var roomUnread: String { say("Not read yet", "尚未读取") }
    var roomUnknown: String {
        say("Its place does not say how much room there is", "该位置未提供空间信息")
    }
    var room: String { say("Room", "空间") }
    var growth: String { say("Growth", "增长") }
    func perDay(_ size: String) -> String { say("\(size) a day", "每天 \(size)") }
    func shrinks(_ size: String) -> String { say("\(size) a day less", "每天减少 \(size)") }
    var noGrowth: String { say("none", "无") }
    var growthUnknown: String { say("told after a week of readings", "读取满一周后显示") }
    func course(_ first: String, _ last: String, _ days: Int) -> String {
        say(
            "Used over \(days) days: from \(first) to \(last).",
            "\(days) 天内的用量：从 \(first) 到 \(last)。")
    }
    var lastRead: String { say("Last reading", "最近读取") }
    var lastCheck: String { say("Last check", "最近检查") }
    var lastPrune: String { say("Last prune", "最近修剪") }

    // What it is meant to hold, and how fast agents go there
    var bounds: String { say("Room and speed", "空间与速度") }
    var quota: String { say("Quota", "配额") }
    func quotaHint(isOnHub: Bool) -> String {
        isOnHub
            ? say(
                "As in 500GiB; empty for as much as there is room. More is not taken.",
                "例如 500GiB；留空则不限。超出后不再接收。")
            : say(
                "As in 500GiB; empty for as much as there is room. The forecast goes by it, and "
                    + "backups go on beyond it.",
                "例如 500GiB；留空则不限。预测以此为准，超出后备份仍会继续。")
    }
    var uploadLimit: String { say("Upload limit", "上传上限") }
    var downloadLimit: String { say("Download limit", "下载上限") }
    var bandwidthHint: String {
        say(
            "How much any one agent sends there or fetches from there in a second, all its runs "
                + "together, as in 10MB; empty for as fast as it goes.",
            "每个代理每秒上传或下载的总量，例如 10MB；留空则不限速。")
    }
    var sizeUnreadable: String {
        say(
            "Write a whole number and its unit, as in 500GiB or 10MB.",
            "请填写整数和单位，例如 500GiB 或 10MB。")
    }
    func sizeTooSmall(_ least: String) -> String {
        say("This has to be \(least) or more.", "不能小于 \(least)。")
    }
    func quotaUse(_ held: String, _ quota: String) -> String {
        say("\(held) of \(quota)", "\(held)，共 \(quota)")
    }
    func quotaUncounted(_ quota: String) -> String {
        say("\(quota), counted at the next reading", "\(quota)，下次读取时统计")
    }
    func aSecond(_ size: String) -> String { say("\(size) a second", "每秒 \(size)") }

    var obstacles: String { say("What stands in the way", "存在的问题") }
    var fullSoon: String { say("Full soon", "即将写满") }
    var full: String { say("Full", "已满") }
    var needsHand: String { say("Needs a hand", "需要处理") }
    var lookAtIt: String { say("Look at it", "请查看") }
    var makeFailed: String {
        say("It could not be made: nothing can be kept in it.", "建立失败：不能存放任何内容。")
    }
    /// Why it is not made yet, and by whom it will be.
    func waits(_ shown: ShownVault, _ agents: [ID<Agent>: String]) -> String {
        switch shown.wait {
        case .keeper?:
            return say(
                "Nobody makes it yet: it has no keeper, and no source stores in it.",
                "还没有代理会建立它：没有维护者，也没有来源存入其中。")
        case .source?:
            return say(
                "It is made by the agent of a source that stores in it, when one is there.",
                "由存入其中的来源所在的代理在连接后建立。")
        case .agent?, nil:
            let name = (shown.vault.owner ?? shown.vault.keeper).flatMap { agents[$0] } ?? nobody
            return say(
                "\(name) makes it, as soon as it is connected and not paused.",
                "\(name) 在连接且未暂停时建立它。")
        }
    }
    var chooseKeeper: String { say("Choose a keeper", "选择维护者") }
    var keeperMissing: String {
        say(
            "It has no keeper: nothing is checked, and nothing is taken away.",
            "没有维护者：不会检查，也不会删除任何内容。")
    }
}
