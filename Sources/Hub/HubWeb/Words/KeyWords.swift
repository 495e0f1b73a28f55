internal import Domain

/// The keys that archives are readable with.
struct KeyWords: WordList {
    let language: Language

    var title: String { say("Keys", "密钥") }
    var lead: String {
        say(
            "Archives are sealed to keys. Whoever has one opens them with age, without this hub.",
            "归档由密钥封存。持有密钥者无需此中枢，用 age 即可打开。")
    }
    var all: String { say("All keys", "所有密钥") }
    var name: String { say("Name", "名称") }
    var recipient: String { say("Public half", "公钥") }
    var kept: String { say("Private half", "私钥") }
    var here: String { say("Here, sealed", "在此封存") }
    var elsewhere: String { say("Somewhere else", "在别处保管") }
    var created: String { say("Added", "添加时间") }
    func shown(_ count: Int) -> String {
        say(count == 1 ? "1 key on this page" : "\(count) keys on this page", "本页 \(count) 个密钥")
    }
    var emptyTitle: String { say("No key yet", "还没有密钥") }
    var emptyText: String {
        say(
            "The first archive vault makes one, and the hub keeps it sealed.",
            "第一个归档保险库会生成一个密钥，由中枢封存保管。")
    }
    var add: String { say("Add a key", "添加密钥") }
    var nameHint: String {
        say("Small letters and digits, as in recovery.", "小写字母和数字，例如 recovery。")
    }
    var recipientHint: String {
        say(
            "age1…, as age-keygen prints it, for a key whose private half stays with you. Left "
                + "empty, the hub makes a key and keeps it sealed.",
            "age1…，由 age-keygen 显示，用于私钥由自己保管的密钥。留空则由中枢生成并封存。")
    }
    var remove: String { say("Remove…", "移除…") }
    func deleteTitle(_ name: String) -> String { say("Remove key \(name)?", "移除密钥 \(name)？") }
    var deleteText: String {
        say(
            "Only a key that no vault names can be removed.", "只能移除没有保险库使用的密钥。")
    }
    var deleteLosses: [String] {
        [
            say(
                "what the hub could open with it: archives sealed to it alone, unless you have a "
                    + "copy",
                "中枢用它能打开的内容：仅由它封存的归档，除非另有副本")
        ]
    }
    var delete: String { say("Remove", "移除") }

    // In a vault
    var readers: String { say("Readable with", "可用密钥") }
    var readersHint: String {
        say(
            "For archives. None chosen: the tenant's own key, which the hub keeps sealed.",
            "用于归档。不选则使用租户自己的密钥，由中枢封存。")
    }
}
