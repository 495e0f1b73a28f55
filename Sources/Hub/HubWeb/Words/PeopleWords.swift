internal import Domain

/// Users, and what is one's own.
struct PeopleWords: WordList {
    let language: Language

    var title: String { say("Users", "用户") }
    var lead: String {
        say("Who may do what in this tenant.", "谁可以在此租户中做什么。")
    }
    var all: String { say("All users", "所有用户") }
    var name: String { say("Name", "姓名") }
    var login: String { say("Signs in with", "登录名") }
    var role: String { say("Role", "角色") }
    var status: String { say("Status", "状态") }
    var joined: String { say("Joined", "加入时间") }
    var canSignIn: String { say("Can sign in", "可以登录") }
    var disabled: String { say("Kept out", "已停用") }
    var notYet: String { say("No password yet", "尚未设置密码") }
    func shown(_ count: Int) -> String {
        say(count == 1 ? "1 user on this page" : "\(count) users on this page", "本页 \(count) 位用户")
    }
    var rolesHeading: String { say("What the roles may do", "角色权限") }
    func explanation(_ role: Role) -> String {
        switch role {
        case .viewer: say("sees everything but files", "查看除文件以外的一切")
        case .operator:
            say("runs, cancels, browses, restores in place", "运行、取消、浏览，并就地恢复")
        case .admin:
            say("adds agents, sources, vaults, schedules", "添加代理、来源、保险库和计划")
        case .owner: say("everything, also other owners", "一切，包括管理其他所有者")
        }
    }

    var profile: String { say("Your profile", "个人资料") }
    var you: String { say("You", "本人") }
    var tenants: String { say("Your tenants", "所属租户") }
    var tenant: String { say("Tenant", "租户") }
    var administrator: String { say("Hub administrator", "中枢管理员") }
    var session: String { say("This session", "此会话") }
    var began: String { say("Began", "开始于") }
    var address: String { say("From", "来自") }
    var browser: String { say("Browser", "浏览器") }
    var ends: String { say("Ends at the latest", "最迟结束于") }
}
