internal import Domain
internal import HubCore
internal import Values

/// How full vaults are, and what stands in their way.
extension VaultWords {
    func fullNotice(_ name: String, _ span: String) -> String {
        say("\(name) is full in \(span)", "\(name) 将在\(span)后写满")
    }
    func fullAdvice(_ growth: String) -> String {
        say(
            "It grows by \(growth) a day. Prune it, keep less, or give it more room.",
            "每天增长 \(growth)。请修剪、减少保留，或扩大空间。")
    }
    /// For how long there is room, or how much is left where nobody knows yet.
    func outlook(
        _ latest: VaultSpace, _ forecast: VaultForecast?, _ figures: FigureWords
    ) -> String {
        guard let forecast else { return free(figures.size(latest.free)) }
        return forecast.fullIn.map { fullIn(figures.far($0)) } ?? roomForYear
    }
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

    var obstacles: String { say("What stands in the way", "存在的问题") }
    var fullSoon: String { say("Full soon", "即将写满") }
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
