internal import Cron
internal import Domain
internal import Store

/// When things happen.
struct ScheduleWords: WordList {
    let language: Language

    var title: String { say("Schedules", "计划") }
    var lead: String { say("When sources are backed up.", "何时备份来源。") }
    var add: String { say("Add a schedule", "添加计划") }
    var all: String { say("All schedules", "所有计划") }
    var schedule: String { say("Schedule", "计划") }
    var status: String { say("Status", "状态") }
    var nextTime: String { say("Next", "下一次") }
    var sources: String { say("Sources", "来源") }
    var enabled: String { say("On", "启用") }
    var paused: String { say("Paused", "已暂停") }
    func sourceCount(_ count: Int) -> String {
        say(count == 1 ? "1 source" : "\(count) sources", "\(count) 个来源")
    }
    func fired(by outline: ScheduleOutline) -> String {
        let most = ScheduleOutline.countMax
        return outline.sources > most
            ? say("more than \(most) sources", "超过 \(most) 个来源")
            : sourceCount(outline.sources)
    }
    func shown(_ count: Int) -> String {
        say(
            count == 1 ? "1 schedule on this page" : "\(count) schedules on this page",
            "本页 \(count) 个计划")
    }
    var emptyTitle: String { say("No schedule yet", "还没有计划") }
    var emptyText: String {
        say("A schedule says when sources are backed up.", "计划说明何时备份来源。")
    }

    var newTitle: String { say("Add a schedule", "添加计划") }
    func editTitle(_ name: String) -> String { say("Edit \(name)", "编辑 \(name)") }
    var what: String { say("What", "内容") }
    var when: String { say("When", "时间") }
    var name: String { say("Name", "名称") }
    var sourcesHint: String { say("Each runs at these times.", "每个来源都在这些时间运行。") }
    var noSource: String { say("There is no source yet to fire.", "还没有可触发的来源。") }
    var often: String { say("How often", "频率") }
    var cron: String { say("Cron", "Cron") }
    var cronHint: String {
        say("Minute, hour, day, month, weekday; or @every 90m.", "分、时、日、月、星期；或 @every 90m。")
    }
    var runOnce: String { say("Run once all the same", "仍运行一次") }
    var zone: String { say("Time zone", "时区") }
    var zoneHint: String {
        say("As in Europe/Berlin or Asia/Shanghai.", "例如 Asia/Shanghai 或 Europe/Berlin。")
    }
    var jitter: String { say("Put off by up to, in minutes", "最多推迟（分钟）") }
    var jitterHint: String {
        say("So that a fleet does not start in one second.", "避免所有机器在同一秒开始。")
    }
    var switchOn: String { say("Switched on", "启用") }
    var show: String { say("Show the times", "显示时间") }
    var nextFive: String { say("The next five times", "接下来的五次") }
    func preset(_ preset: SchedulePreset) -> String {
        switch preset {
        case .hourly: say("Every hour", "每小时")
        case .sixHours: say("Every 6 hours", "每 6 小时")
        case .nightly: say("Nightly", "每晚")
        case .weekdays: say("Weekdays", "工作日")
        case .weekly: say("Weekly", "每周")
        case .own: say("Own", "自定义")
        }
    }

    var created: String { say("Added", "添加时间") }
    var facts: String { say("About", "关于") }
    var pause: String { say("Pause", "暂停") }
    var resume: String { say("Resume", "恢复") }
    var resumeText: String {
        say("What was due meanwhile is not caught up.", "暂停期间的不会补上。")
    }
    var deleteOpen: String { say("Remove…", "移除…") }
    var deleteText: String {
        say("Its sources stay, and run when something else asks.", "其来源保留，仅在其他请求时运行。")
    }
    func deleteTitle(_ name: String) -> String { say("Remove schedule \(name)?", "移除计划 \(name)？") }
    var deleteLosses: [String] { [say("every backup that it would have begun", "它将触发的所有备份")] }
    var delete: String { say("Remove", "移除") }

    /// When something fires, with its zone where that is another than the reader's.
    func reading(_ time: ScheduleTime, besides zone: String?) -> String {
        let sentence = reading(time.cron)
        return time.zone == zone ? sentence : "\(sentence) (\(time.zone))"
    }

    /// A time expression as people say it.
    func reading(_ expression: CronExpression) -> String {
        CronReading(language: language).sentence(for: expression)
    }
}
