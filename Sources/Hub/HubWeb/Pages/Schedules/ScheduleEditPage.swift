internal import Domain
internal import Markup
internal import Values

/// Says when, or says it anew: the same form.
struct ScheduleEditPage: View {
    let inside: Inside
    /// Nil for a new one.
    let schedule: Schedule?
    let form: ScheduleForm
    var trouble = FormTrouble()
    /// What was asked to be shown before anything is saved.
    var reading: ScheduleReading?
    let offer: Offer<Source>
    let agents: [ID<Agent>: String]

    private var words: ScheduleWords { inside.words.schedules }
    private var common: CommonWords { inside.words.common }
    private var target: URLReference {
        schedule.map { inside.url("schedules", $0.id.description, "edit") }
            ?? inside.url("schedules", "new")
    }
    private var back: URLReference {
        schedule.map { inside.url("schedules", $0.id.description) } ?? inside.url("schedules")
    }

    var body: Markup {
        RecordForm(
            inside, at: .schedules,
            title: schedule.map { words.editTitle($0.name) } ?? words.newTitle,
            of: (words.title, inside.url("schedules")), target: target, back: back,
            trouble: trouble,
            names: [
                "name": words.name, "cron": words.cron, "zone": words.zone,
                "sources": words.sources, "jitter": words.jitter, "preset": words.often,
                "enabled": words.switchOn,
            ], others: Button(words.show, .choose(name: "show", value: "times")).body
        ) {
            FormBase.hidden(form.values)
            what
            when
        }
    }

    private var what: Markup {
        Panel(words.what, id: "what") {
            TextField(
                name: "name", label: words.name, value: form.values["name"],
                lengthMax: Fields.scheduleName.length.upperBound, error: trouble["name"])
            if offer.items.isEmpty, offer.isWhole {
                Notice(status: .warn, text: words.noSource)
            } else {
                OfferField(
                    field: ChoiceField(
                        name: "sources", title: words.sources,
                        choices: offer.items.map {
                            Choice(
                                value: $0.id.description, name: $0.name,
                                detail: SourceOwner(inside: inside, agents: agents).text($0.place))
                        }, count: .several, chosen: form.values[all: "sources"],
                        hint: words.sourcesHint, error: trouble["sources"]),
                    isWhole: offer.isWhole, values: form.values, words: common)
            }
            SwitchField(name: "enabled", title: words.switchOn, isOn: form.values.isOn("enabled"))
        }.body
    }

    private var when: Markup {
        Panel(words.when, id: "when") {
            ChipField(
                name: "preset", title: words.often,
                choices: SchedulePreset.allCases.map {
                    Choice(value: $0.rawValue, name: words.preset($0))
                }, chosen: form.preset.rawValue)
            div(.class("numbers")) {
                TextField(
                    name: "cron", label: words.cron, hint: words.cronHint,
                    value: form.values["cron"], error: trouble["cron"],
                    optional: common.optional, isCode: true)
                TextField(
                    name: "zone", label: words.zone, hint: words.zoneHint,
                    value: form.values["zone"], error: trouble["zone"], isCode: true)
                TextField(
                    name: "jitter", label: words.jitter, hint: words.jitterHint,
                    value: form.values["jitter"], error: trouble["jitter"], mode: .numeric)
            }
            if let reading { reading }
        }.body
    }
}
