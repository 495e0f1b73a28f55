internal import Domain

/// Those who administer the hub.
struct AdministratorWords: WordList {
    let language: Language

    var title: String { say("Administrators of the hub", "中枢管理员") }
    var lead: String {
        say(
            "They make tenants and see how the hub runs. That gives no right to anybody's data.",
            "可创建租户并查看中枢运行状况，但无权访问任何数据。")
    }
    var name: String { say("Name", "姓名") }
    var standing: String { say("Signs in", "登录") }
    var may: String { say("May sign in", "可以登录") }
    var mayNot: String { say("Kept out", "已停用") }
    var add: String { say("Add an administrator", "添加管理员") }
    var addNote: String {
        say("Somebody who signs in to this hub already.", "须是已能登录此中枢的人。")
    }
    var login: String { say("E-mail", "电子邮箱") }
    var loginHint: String { say("As they sign in with it.", "即登录所用的邮箱。") }
    var remove: String { say("Take the right away", "取消权限") }
}
