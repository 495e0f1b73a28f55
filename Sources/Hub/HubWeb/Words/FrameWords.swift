internal import Domain
internal import Store

/// What surrounds every page.
struct FrameWords: WordList {
    let language: Language

    var skip: String { say("Skip to content", "跳到正文") }
    var mainNavigation: String { say("Main", "主导航") }
    var openMenu: String { say("Open menu", "打开菜单") }
    func account(_ name: String) -> String { say("Account: \(name)", "账户：\(name)") }
    var overview: String { say("Overview", "总览") }
    var protect: String { say("Protect", "保护") }
    var activity: String { say("Activity", "活动") }
    var administration: String { say("Administration", "管理") }
    var hub: String { say("Hub", "中枢") }
    var agents: String { say("Agents", "代理") }
    var sources: String { say("Sources", "来源") }
    var vaults: String { say("Vaults", "保险库") }
    var schedules: String { say("Schedules", "计划") }
    var runs: String { say("Runs", "运行") }
    var snapshots: String { say("Snapshots", "快照") }
    var members: String { say("Users", "用户") }
    var apiTokens: String { say("API tokens", "API 令牌") }
    var audit: String { say("Audit", "审计") }
    var hubPage: String { say("This hub", "此中枢") }
    var findFile: String { say("Find a file or an agent", "查找文件或代理") }
    func openAlerts(_ count: String) -> String {
        say("Alerts, \(count) open", "告警，\(count) 个未解决")
    }
    func count(_ number: Int) -> String {
        number < TenantPulse.countMax ? "\(number)" : "\(TenantPulse.countMax - 1)+"
    }
    var going: String { say("going on", "进行中") }
    var unresolved: String { say("open", "未解决") }
    var findAgent: String { say("Find an agent", "查找代理") }
    var appearance: String { say("Appearance", "外观") }
    func theme(_ theme: Theme) -> String {
        switch theme {
        case .system: say("System", "跟随系统")
        case .light: say("Light", "浅色")
        case .dark: say("Dark", "深色")
        }
    }
    var signOut: String { say("Sign out", "退出") }
    var signedOut: String {
        say(
            "You were signed out. What you typed stays here; sign in again, then come back.",
            "已退出登录。此处已输入的内容仍会保留；请重新登录后再回来。")
    }
    var signInAgain: String { say("Sign in in a new tab", "在新标签页中登录") }
    func upSince(_ time: String) -> String { say("up since \(time)", "自 \(time) 起运行") }
    var frozenTitle: String {
        say("This hub was restored from a backup", "此中枢是从备份恢复的")
    }
    func frozenText(_ time: String) -> String {
        say(
            "It has been frozen since \(time): it takes in what agents and vaults have, takes "
                + "nothing away, tells no agent anything and fires nothing. What was changed after "
                + "the backup is as it was before: look at agents, users, tokens and sources.",
            "自 \(time) 起处于冻结状态：会收集代理和保险库的现状，但不删除任何内容、不下发配置、不触发计划。"
                + "备份之后的更改已不存在：请检查代理、用户、令牌和来源。")
    }
    func frozenVaults(_ count: Int) -> String {
        say(
            count == 1
                ? "1 vault has not been read since." : "\(count) vaults have not been read since.",
            "仍有 \(count) 个保险库尚未读取。")
    }
    var thaw: String { say("Go on with this hub", "继续使用此中枢") }
    var thawHint: String {
        say(
            "A hub administrator confirms it on the page of this hub.",
            "由中枢管理员在“此中枢”页面确认。")
    }
    var insecureTitle: String { say("This connection is not encrypted", "此连接未加密") }
    var insecureText: String {
        say(
            "The hub was started with --insecure-http: passwords cross the network in the clear. "
                + "Give it a certificate, or put it behind a proxy that has one.",
            "中枢以 --insecure-http 启动：密码会以明文经过网络。请配置证书，或放在带证书的代理之后。")
    }
}
