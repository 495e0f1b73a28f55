internal import Domain

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
    func upSince(_ time: String) -> String { say("up since \(time)", "自 \(time) 起运行") }
    var insecureTitle: String { say("This connection is not encrypted", "此连接未加密") }
    var insecureText: String {
        say(
            "The hub was started with --insecure-http: passwords cross the network in the clear. "
                + "Give it a certificate, or put it behind a proxy that has one.",
            "中枢以 --insecure-http 启动：密码会以明文经过网络。请配置证书，或放在带证书的代理之后。")
    }
}
