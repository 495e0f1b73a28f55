internal import Cron
internal import Domain
internal import HubCore
internal import Values

/// A schedule as somebody describes it in a form.
struct ScheduleForm: Sendable {
    var values: FormValues

    /// For a new one: what most people want.
    init(zone: String, sources: Set<String>, name: String) {
        values = FormValues([
            "name": name, "preset": SchedulePreset.nightly.rawValue,
            "cron": SchedulePreset.nightly.cron ?? "", "zone": zone, "jitter": "15",
            "enabled": "on",
        ])
        values[all: "sources"] = sources
    }

    init(_ values: FormValues) {
        self.values = values
    }

    init(_ schedule: Schedule) {
        values = FormValues([
            "name": schedule.name,
            "preset": SchedulePreset(cron: schedule.time.cron.text).rawValue,
            "cron": schedule.time.cron.text, "zone": schedule.time.zone,
            "jitter": "\(schedule.jitter.milliseconds / 60_000)",
            "enabled": schedule.isEnabled ? "on" : "",
        ])
        values[all: "sources"] = Set(schedule.sources.map(\.description))
    }

    var preset: SchedulePreset { .init(rawValue: values["preset"]) ?? .own }

    func sources(instead old: [ID<Source>] = []) -> [ID<Source>] {
        values.chosen("sources", instead: old)
    }

    /// What was chosen, else what was written.
    func time(_ trouble: inout FormTrouble, _ words: FieldWords) -> ScheduleTime? {
        do {
            return try ScheduleTime(
                cron: preset.cron ?? values["cron"], zone: String(values["zone"].trimmingBlanks))
        } catch {
            trouble.add(words.unreadable(error.message), to: "cron")
            return nil
        }
    }

    func jitter(_ trouble: inout FormTrouble, _ words: Words) -> Duration {
        let text = String(values["jitter"].trimmingBlanks)
        guard let minutes = Int(text.isEmpty ? "0" : text) else {
            trouble.add(words.sources.notWhole(text), to: "jitter")
            return .zero
        }
        trouble.add(
            Fields.jitterMinutes.violations(of: minutes), to: "jitter", words.field)
        return .seconds(minutes * 60)
    }

    /// How the domain's fields are called in the form.
    static let fieldNames = [
        Fields.scheduleName.name: "name", Fields.cron.name: "cron", Fields.timeZone.name: "zone",
        Fields.scheduleSourceCount.name: "sources", Fields.jitterMinutes.name: "jitter",
    ]
}
