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

    // Inviting
    var invite: String { say("Invite somebody", "邀请用户") }
    var inviteNote: String {
        say(
            "They choose their own password by a link that you hand over. No mail is sent.",
            "对方通过链接自行设置密码，链接由邀请者转交，不会发送邮件。")
    }
    var makeLink: String { say("Make the link", "生成链接") }
    var linkTitle: String { say("Hand this link over", "请转交此链接") }
    func linkText(_ name: String) -> String {
        say(
            "It lets \(name) choose a password, once and within an hour. It is shown only now.",
            "\(name) 可在一小时内用它设置一次密码。仅此时显示。")
    }
    var link: String { say("link", "链接") }
    // One member
    var access: String { say("What they may do", "权限") }
    var saveRole: String { say("Save the role", "保存角色") }
    var renewLink: String { say("Make a new link", "生成新链接") }
    var renewText: String {
        say(
            "For a lost link or a lost password. Earlier links stop working.",
            "用于链接或密码遗失。之前的链接失效。")
    }
    var signingIn: String { say("Signing in", "登录") }
    var keepOut: String { say("Keep out", "停用") }
    var letIn: String { say("Let in again", "重新启用") }
    var keepOutText: String {
        say(
            "Kept out, they cannot sign in anywhere on this hub, and their sessions end at once.",
            "停用后无法登录此中枢的任何租户，所有会话立即结束。")
    }
    var elsewhere: String {
        say(
            "They have a part in tenants that you do not manage: only somebody who does can "
                + "change how they sign in.",
            "此人还属于他人管理的租户：只有管理者才能更改其登录方式。")
    }
    var yourself: String { say("This is you.", "这是本人。") }
    var removeOpen: String { say("Remove from this tenant…", "从此租户移除…") }
    func removeTitle(_ name: String) -> String { say("Remove \(name)?", "移除 \(name)？") }
    var removeText: String {
        say(
            "They see nothing of this tenant any more. What they did stays in the audit log.",
            "此人将看不到此租户的任何内容。其操作记录保留在审计日志中。")
    }
    var removeLosses: [String] {
        [say("their role here", "在此处的角色"), say("tokens that act for them", "代表其操作的令牌")]
    }
    var remove: String { say("Remove", "移除") }

    // The link
    var welcome: String { say("Choose a password", "设置密码") }
    var welcomeText: String {
        say("The link lets you in once you have chosen one.", "设置密码后即可登录。")
    }
    var code: String { say("Code of the link", "链接中的代码") }
    var codeHint: String {
        say("What stands behind the # in the link.", "链接中 # 之后的内容。")
    }
    var password: String { say("Password", "密码") }
    var passwordHint: String { say("A short sentence is good.", "一句短语就很好。") }
    var choose: String { say("Set the password", "设置密码") }
    var wrongLink: String {
        say(
            "This link is not valid or no longer valid. Ask for a new one.",
            "此链接无效或已过期。请索取新的链接。")
    }

    // One's own
    var change: String { say("Name and language", "姓名与语言") }
    var tongue: String { say("Language", "语言") }
    var asBrowser: String { say("As the browser says", "跟随浏览器") }
    var changePassword: String { say("Change the password", "更改密码") }
    var oldPassword: String { say("Old password", "旧密码") }
    var newPassword: String { say("New password", "新密码") }
    var passwordNote: String {
        say("All your other sessions end.", "其他会话全部结束。")
    }
    var wrongPassword: String { say("This is not your password.", "旧密码不正确。") }
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
