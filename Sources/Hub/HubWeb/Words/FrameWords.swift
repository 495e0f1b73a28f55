/// What surrounds every page.
struct FrameWords: Sendable {
    let skip: String
    let mainNavigation: String
    let openMenu: String
    let account: @Sendable (String) -> String
    let overview: String
    let signOut: String
    let upSince: @Sendable (String) -> String
    let insecureTitle: String
    let insecureText: String

    static let english = FrameWords(
        skip: "Skip to content",
        mainNavigation: "Main",
        openMenu: "Open menu",
        account: { "Account: \($0)" },
        overview: "Overview",
        signOut: "Sign out",
        upSince: { "up since \($0)" },
        insecureTitle: "This connection is not encrypted",
        insecureText:
            "The hub was started with --insecure-http: passwords cross the network in the clear. "
            + "Give it a certificate, or put it behind a proxy that has one.")

    static let chinese = FrameWords(
        skip: "跳到正文",
        mainNavigation: "主导航",
        openMenu: "打开菜单",
        account: { "账户：\($0)" },
        overview: "总览",
        signOut: "退出",
        upSince: { "自 \($0) 起运行" },
        insecureTitle: "此连接未加密",
        insecureText:
            "中枢以 --insecure-http 启动：密码会以明文经过网络。请配置证书，或放在带证书的代理之后。")
}
