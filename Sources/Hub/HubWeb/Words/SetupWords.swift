/// The first page of a new hub.
struct SetupWords: Sendable {
    let title: String
    let heading: String
    let lead: String
    let ownerHeading: String
    let code: String
    let codeHint: String
    let name: String
    let login: String
    let loginHint: String
    let password: String
    let passwordHint: String
    let language: String
    let submit: String
    let doneHeading: String
    let madeKey: String
    let madeKeyDetail: String
    let madeStore: String
    let madeStoreDetail: @Sendable (String) -> String
    let madeLink: String
    let madeLinkDetail: String
    let keepKey: String
    let keepKeyDetail: String
    let wrongCode: String
    let alreadyDone: String

    static let english = SetupWords(
        title: "Welcome",
        heading: "Welcome. Let us make this hub yours.",
        lead: "One short step. Nothing else is open until the first owner exists.",
        ownerHeading: "Create the owner",
        code: "One-time code",
        codeHint: "The part after # in the link that the hub printed when it started.",
        name: "Your name",
        login: "E-mail",
        loginHint: "To sign in. No mail is sent.",
        password: "Password",
        passwordHint: "Twelve characters or more. A short sentence is a good one.",
        language: "Language",
        submit: "Create and go on",
        doneHeading: "What the hub has done so far",
        madeKey: "Made the master key",
        madeKeyDetail: "kept on this machine, readable by the hub only",
        madeStore: "Prepared the store",
        madeStoreDetail: { "\($0), checked and up to date" },
        madeLink: "Made the one-time link",
        madeLinkDetail: "it ends when the owner exists, or one hour after the hub started",
        keepKey: "Keep a copy of the master key afterwards",
        keepKeyDetail: "without it, what the hub has sealed stays sealed",
        wrongCode:
            "This code is not valid or no longer valid. Restart the hub to get a new link.",
        alreadyDone: "This hub already has an owner. Sign in instead.")

    static let chinese = SetupWords(
        title: "欢迎",
        heading: "欢迎。先让这个中枢归属于所有者。",
        lead: "只需一小步。在第一位所有者出现之前，其他页面都不开放。",
        ownerHeading: "创建所有者",
        code: "一次性代码",
        codeHint: "中枢启动时显示的链接中 # 之后的部分。",
        name: "姓名",
        login: "邮箱",
        loginHint: "用于登录，不会发送邮件。",
        password: "密码",
        passwordHint: "至少 12 个字符。一句短话就很好。",
        language: "语言",
        submit: "创建并继续",
        doneHeading: "中枢已经完成的事",
        madeKey: "已生成主密钥",
        madeKeyDetail: "保存在本机，只有中枢可以读取",
        madeStore: "已准备好数据存储",
        madeStoreDetail: { "\($0)，已检查，版本最新" },
        madeLink: "已生成一次性链接",
        madeLinkDetail: "所有者创建后，或中枢启动一小时后失效",
        keepKey: "之后请另存一份主密钥",
        keepKeyDetail: "没有它，中枢封存的内容就无法打开",
        wrongCode: "此代码无效或已过期。重新启动中枢即可获得新链接。",
        alreadyDone: "此中枢已有所有者。请直接登录。")
}
