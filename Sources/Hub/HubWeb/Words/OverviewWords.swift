internal import Domain

/// The page of every morning. What it cannot know yet, it does not claim.
struct OverviewWords: Sendable {
    let title: String
    let verdict: String
    let verdictDetail: String
    let hubHeading: String
    let version: String
    let store: String
    let freeSpace: String
    let dataFolder: String
    let started: String
    let activityHeading: String
    let action: @Sendable (AuditAction) -> String
    let by: @Sendable (_ login: String) -> String
    let noActivity: String

    static let english = OverviewWords(
        title: "Overview",
        verdict: "Nothing is protected yet.",
        verdictDetail:
            "The hub is well and ready. It has no agents, so no machine is backed up through it.",
        hubHeading: "This hub",
        version: "Version",
        store: "Store",
        freeSpace: "Free on its disk",
        dataFolder: "Data folder",
        started: "Started",
        activityHeading: "Latest activity",
        action: { Self.actions[$0]?.english ?? $0.rawValue },
        by: { "by \($0)" },
        noActivity: "Nothing has happened yet. Sign-ins and changes are listed here.")

    static let chinese = OverviewWords(
        title: "总览",
        verdict: "还没有任何数据受到保护。",
        verdictDetail: "中枢运行正常，已准备就绪。它还没有代理，因此没有机器通过它备份。",
        hubHeading: "此中枢",
        version: "版本",
        store: "数据存储",
        freeSpace: "所在磁盘剩余",
        dataFolder: "数据文件夹",
        started: "启动时间",
        activityHeading: "最近活动",
        action: { Self.actions[$0]?.chinese ?? $0.rawValue },
        by: { "操作者：\($0)" },
        noActivity: "还没有任何活动。登录和更改会显示在这里。")

    /// Both languages side by side, so that neither lacks one. An action of a later release shows
    /// as its stable name.
    private static let actions: [AuditAction: (english: String, chinese: String)] = [
        .hubSetUp: ("The hub got its first owner", "中枢有了第一位所有者"),
        .tenantCreated: ("A tenant was created", "已创建租户"),
        .memberAdded: ("A member was added", "已添加成员"),
        .signedIn: ("Signed in", "已登录"),
        .signedOut: ("Signed out", "已退出"),
        .signInFailed: ("A sign-in was refused", "一次登录被拒绝"),
        .tokenIssued: ("A one-time link was made", "已生成一次性链接"),
        .tokenUsed: ("A one-time link was used", "一次性链接已使用"),
    ]
}
