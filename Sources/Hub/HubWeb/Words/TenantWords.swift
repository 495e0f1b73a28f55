internal import Domain

/// The tenants of the hub.
struct TenantWords: WordList {
    let language: Language

    var title: String { say("Tenants", "租户") }
    var lead: String {
        say(
            "Each has its own users, agents, vaults and keys. Nothing crosses from one to another.",
            "每个租户有自己的用户、代理、保险库和密钥，互不相通。")
    }
    var name: String { say("Name", "名称") }
    var short: String { say("Short name", "短名称") }
    var shortHint: String { say("Small letters, digits and -.", "小写字母、数字和 -。") }
    var owner: String { say("First owner", "首位所有者") }
    var ownerHint: String {
        say("Signs in to this hub already.", "须已能登录此中枢。")
    }
    var noOwner: String { say("Nobody signs in with this.", "没有人使用此登录名。") }
    var created: String { say("Created", "创建时间") }
    var rename: String { say("Rename", "重命名") }
    func newName(_ name: String) -> String { say("New name of \(name)", "\(name) 的新名称") }
    var add: String { say("Add a tenant", "添加租户") }
    var addNote: String {
        say(
            "Administering the hub gives no right to what is in it.", "管理中枢并不等于有权查看租户的数据。")
    }

    // Its own settings
    var settings: String { say("Settings", "设置") }
    var settingsLead: String {
        say("What holds for the whole tenant.", "适用于整个租户。")
    }
    var nameHint: String { say("Stands at the foot of every page.", "显示在每个页面的底部。") }
    var history: String { say("Days of history", "历史保留天数") }
    var historyHint: String {
        say(
            "Runs and their logs are forgotten so many days after they ended. Drills, the audit "
                + "log and the last runs of each source stay. Snapshots are not touched.",
            "运行及其日志在结束后保留这么多天。演练、审计日志和每个来源最近的运行会一直保留。快照不受影响。")
    }
    var onlyOwners: String { say("An owner can change these.", "所有者可以更改这些设置。") }
    var whatElse: String { say("What is set elsewhere", "其他设置") }

    // How much there may be
    var limits: String { say("How much there may be", "数量上限") }
    var limitsNote: String {
        say("One more than that is refused.", "超出上限的会被拒绝。")
    }
    var roomForAll: String { say("There is room for more of everything.", "各项都还有余量。") }
    func nearly(_ things: [String]) -> String {
        say(
            "Nearly used up: \(things.joined(separator: ", ")).",
            "即将用完：\(things.joined(separator: "、"))。")
    }
    func share(_ count: String, _ most: String) -> String {
        say("\(count) of \(most)", "\(count) / \(most)")
    }
    func thing(_ thing: TenantLimits.Thing) -> String {
        switch thing {
        case .agents: say("Agents", "代理")
        case .sources: say("Sources", "来源")
        case .schedules: say("Schedules", "计划")
        case .vaults: say("Vaults", "保险库")
        case .hostedVaults: say("Vaults on the hub's disk", "中枢磁盘上的保险库")
        case .keys: say("Keys", "密钥")
        case .members: say("Users", "用户")
        case .apiTokens: say("API tokens", "API 令牌")
        case .oneTimeTokens: say("Invitations and enrolments", "邀请与接入令牌")
        }
    }
    var hostedQuota: String { say("Kept on the hub's disk", "中枢磁盘上的存储") }
    func atMost(_ size: String) -> String {
        say("\(size) in all its vaults together", "所有保险库共 \(size)")
    }
    var asTheDisk: String { say("as much as the disk holds", "以磁盘容量为限") }

    func shown(_ count: Int) -> String {
        say(
            count == 1 ? "1 tenant on this page" : "\(count) tenants on this page",
            "本页 \(count) 个租户")
    }
}
