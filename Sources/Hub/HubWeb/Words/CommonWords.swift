internal import Domain

/// Words that stand on many pages.
struct CommonWords: WordList {
    let language: Language

    var optional: String { say("optional", "可选") }
    var save: String { say("Save", "保存") }
    var cancel: String { say("Cancel", "取消") }
    var copy: String { say("Copy", "复制") }
    var copied: String { say("Copied", "已复制") }
    func copyName(_ name: String) -> String { say("Copy \(name)", "复制\(name)") }
    var fingerprint: String { say("fingerprint", "指纹") }
    var live: String { say("Live", "实时") }
    func connectionLost(_ time: String) -> String {
        say(
            "Not in touch with the hub since \(time). Trying again; what you see may be old.",
            "自 \(time) 起与中枢失去联系，正在重试；所见内容可能已过时。")
    }
    var loading: String { say("Loading", "正在加载") }
    var filter: String { say("Filter", "筛选") }
    var all: String { say("All", "全部") }
    var clearFilters: String { say("Show all", "显示全部") }
    var firstPage: String { say("First page", "第一页") }
    var nextPage: String { say("Next", "下一页") }
    var browse: String { say("Browse…", "浏览…") }
    var seek: String { say("Look", "查找") }
    var notAllOffered: String { say("Look for others by name", "按名称查找其他项") }
    var notAllOfferedHint: String {
        say(
            "Not all fit here. What is chosen and not shown stays chosen.",
            "此处无法全部列出。已选但未显示的保持选中。")
    }
    var breadcrumb: String { say("Breadcrumb", "路径") }
    var sections: String { say("Sections", "分区") }
    var never: String { say("never", "从未") }
    var none: String { say("none", "无") }
    var yes: String { say("yes", "是") }
    var no: String { say("no", "否") }
    var dangerZone: String { say("Danger zone", "危险操作") }
    var youLose: String { say("You lose", "将失去") }
    func typeToConfirm(_ name: String) -> String {
        say("Type \(name) to confirm", "输入 \(name) 以确认")
    }
    var typedWrong: String {
        say("This is not the same name. Nothing was changed.", "名称不一致。没有任何更改。")
    }
    var exactTime: String { say("UTC", "UTC") }

    func role(_ role: Role) -> String {
        switch role {
        case .owner: say("Owner", "所有者")
        case .admin: say("Admin", "管理员")
        case .operator: say("Operator", "操作员")
        case .viewer: say("Viewer", "查看者")
        }
    }
}
