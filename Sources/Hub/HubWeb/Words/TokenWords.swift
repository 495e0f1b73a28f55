internal import Domain

/// Tokens that programs act with for a person.
struct TokenWords: WordList {
    let language: Language

    var title: String { say("API tokens", "API 令牌") }
    var lead: String {
        say(
            "A token lets a program act for you, with at most the role you give it.",
            "令牌让程序代表本人操作，权限不超过所给的角色。")
    }
    var make: String { say("Make a token", "生成令牌") }
    var name: String { say("Name", "名称") }
    var nameHint: String { say("Where it will be used.", "将在何处使用。") }
    var role: String { say("At most", "最高权限") }
    var lifetime: String { say("Works for", "有效期") }
    func days(_ days: Int?) -> String {
        switch days {
        case nil: say("until it is revoked", "直到被吊销")
        case let days?: say("\(days) days", "\(days) 天")
        }
    }
    var created: String { say("Made", "生成时间") }
    var lastUsed: String { say("Last used", "最近使用") }
    var expires: String { say("Ends", "失效于") }
    var status: String { say("Status", "状态") }
    var usable: String { say("Works", "有效") }
    var over: String { say("Over", "已过期") }
    var revoke: String { say("Revoke", "吊销") }
    var all: String { say("All tokens", "所有令牌") }
    func shown(_ count: Int) -> String {
        say(count == 1 ? "1 token on this page" : "\(count) tokens on this page", "本页 \(count) 个令牌")
    }
    var emptyTitle: String { say("No token yet", "还没有令牌") }
    var emptyText: String {
        say(
            "Programs and the command line ask the hub with a token of their own.",
            "程序和命令行使用各自的令牌访问中枢。")
    }
    var newTitle: String { say("Copy it now", "现在就复制") }
    var newText: String {
        say("It is shown here and never again; the hub keeps only its hash.", "只在此处显示一次；中枢只保存其哈希。")
    }
    var token: String { say("the token", "令牌") }
}
