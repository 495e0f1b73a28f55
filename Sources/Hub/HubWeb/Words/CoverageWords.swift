internal import Domain
internal import HubCore

/// What of a machine is protected, and what is not.
extension AgentWords {
    var coverage: String { say("Coverage", "覆盖范围") }
    var coverageNote: String {
        say("Which folders of this machine a source takes.", "此机器的哪些文件夹由来源保护。")
    }
    var coversNothing: String {
        say("It is revoked: nothing of it is backed up.", "代理已吊销：不再备份任何内容。")
    }
    func covered(_ paths: Int, _ sources: Int) -> String {
        switch (paths, sources) {
        case (0, _): say("No folder of it is protected.", "没有文件夹受到保护。")
        case (1, _): say("One path is protected.", "有 1 个路径受到保护。")
        case (_, 1):
            say("\(paths) paths are protected by one source.", "1 个来源保护 \(paths) 个路径。")
        default:
            say(
                "\(paths) paths are protected by \(sources) sources.",
                "\(sources) 个来源保护 \(paths) 个路径。")
        }
    }
    var lookAround: String { say("Look for what is not", "查看未受保护的内容") }
    func coverageTitle(_ name: String) -> String {
        say("Coverage of \(name)", "\(name) 的覆盖范围")
    }
    var coverageLead: String {
        say(
            "What lies on the machine now, and which source takes it.",
            "机器上现有的内容，以及由哪个来源保护。")
    }
    var path: String { say("Path", "路径") }
    var protectedBy: String { say("Protected by", "由何保护") }
    var plan: String { say("Schedule", "计划") }
    func standing(_ standing: PathCoverage.Standing) -> String {
        switch standing {
        case .whole: say("Protected", "已保护")
        case .part: say("In part", "部分保护")
        case .nothing: say("Not protected", "未保护")
        case .passing: say("Made anew by the machine", "由机器自动重建")
        }
    }
    var onlyByHand: String { say("Only when asked", "仅手动") }
    var switchedOff: String { say("switched off", "已停用") }
    func leavesOut(_ count: Int) -> String {
        say(
            count == 1
                ? "leaves out what a pattern names"
                : "leaves out what \(count) patterns name", "按 \(count) 条规则排除")
    }
    var cannotLook: String { say("The machine shows nothing of itself", "无法查看此机器") }
    var goToFolder: String { say("Go to a folder", "前往文件夹") }
    var protect: String { say("Protect", "保护") }
    var protectThis: String { say("Protect something here", "添加保护") }
}
