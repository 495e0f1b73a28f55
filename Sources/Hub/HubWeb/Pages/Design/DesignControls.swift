internal import Markup

/// What can be pressed and chosen.
struct DesignButtons: View {
    var body: Markup {
        Panel("Buttons and choices", id: "buttons") {
            div(.class("buttons")) {
                Button("Run now", .open("#buttons"), kind: .primary, icon: "run")
                Button("Compare", .open("#buttons"), icon: "diff")
                Button("Cancel", .open("#buttons"), kind: .quiet)
                Button("Remove…", .open("#buttons"), kind: .danger, icon: "trash")
                Button("Remove for good", .open("#buttons"), kind: .finalDanger)
            }
            div(.class("buttons")) {
                Button("Small", .open("#buttons"), isMini: true)
                a(
                    .class("button square"), .href("#buttons"), .aria(.label, "More")
                ) { Icon("more") }
                div(.class("segment"), .role("group"), .aria(.label, "Period")) {
                    a(.href("#buttons"), .aria(.current, "true")) { "Week" }
                    a(.href("#buttons")) { "Month" }
                }
            }
            div(.class("chips")) {
                a(.class("chip"), .href("#buttons"), .aria(.current, "true")) {
                    "All "
                    span(.class("num")) { "40" }
                }
                a(.class("chip"), .href("#buttons"), .status(.fail)) {
                    Glyph(status: .fail)
                    "Failed "
                    span(.class("num")) { "1" }
                }
                a(.class("chip"), .href("#buttons")) {
                    Icon("tag")
                    "production"
                }
            }
            SwitchField(name: "on", title: "Backups run on schedule", isOn: true)
            SwitchField(name: "off", title: "Quiet hours")
        }
    }
}

/// A form, once as it begins and once with what is wrong.
struct DesignForms: View {
    let inside: Inside

    private var trouble: FormTrouble {
        var trouble = FormTrouble()
        trouble.add("“1o” holds a letter. Type a whole number such as 10.", to: "keep")
        return trouble
    }

    var body: Markup {
        Panel("Form", id: "forms") {
            Markup.form(.get("/design")) {
                FormSummary(
                    trouble: trouble, words: inside.words.field, names: ["keep": "Keep daily"],
                    takesFocus: false)
                TextField(
                    name: "host", label: "Host name", hint: "As it names itself.",
                    value: "nas-lisbon")
                SelectField(
                    name: "zone", title: "Time zone",
                    choices: [
                        Choice(value: "a", name: "Asia/Shanghai"),
                        Choice(value: "b", name: "Europe/Berlin"),
                    ], chosen: "a")
                TextField(
                    name: "keep", label: "Keep daily", value: "1o", error: trouble["keep"],
                    mode: .numeric)
                TextArea(
                    name: "skip", title: "Leave out", value: "/srv/cache/**", optional: "optional",
                    rows: 2)
                ChoiceField(
                    name: "there", title: "When a file is already there",
                    choices: [
                        Choice(
                            value: "both", name: "Keep both",
                            detail: "The restored file gets a new name"),
                        Choice(
                            value: "over", name: "Overwrite",
                            detail: "The file there now is lost"),
                    ], chosen: ["both"])
                ChipField(
                    name: "cron", title: "Schedule",
                    choices: [
                        Choice(value: "h", name: "Every hour"), Choice(value: "n", name: "Nightly"),
                        Choice(value: "o", name: "Own"),
                    ], chosen: "n")
                FormFoot(
                    submit: Button("Save and test", .submit, kind: .primary),
                    cancel: ("Cancel", "/design"))
            }
        }
    }
}
