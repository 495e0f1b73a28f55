internal import Domain
internal import HubCore
internal import Markup
internal import Store
internal import Values

/// How a machine becomes an agent: by a line to paste, or by comparing fingerprints.
struct AddAgentPage: View {
    let inside: Inside
    var form = JoinForm()
    var offer = JoinOffer()
    var trouble = FormTrouble()
    /// The line that was made here; it is shown on no other page.
    var line: (join: JoinLine, record: OneTimeToken)?
    /// Whether there was one that cannot be shown any more.
    var isLineGone = false
    let region: LiveRegion

    private var words: EnrolmentWords { inside.words.enrolment }

    var body: Markup {
        ShellPage(inside, title: words.title, at: .agents) {
            PageHead(
                title: words.title,
                crumbs: [(inside.words.agents.title, inside.url("agents"))],
                crumbsLabel: inside.words.common.breadcrumb, lead: words.lead)
            div(.class("stack")) {
                if isLineGone { Notice(status: .unknown, text: words.lineGone) }
                if let line { made(line.join, line.record) } else { wish }
                region
            }
        }
    }

    private func made(_ line: JoinLine, _ record: OneTimeToken) -> Markup {
        Panel(
            words.runThis, id: "line", note: words.runNote,
            footing: MarkupBuilder.buildArray([
                span {
                    "\(words.goodFor(record.usesLeft)) \(words.ends) "
                    Moment(record.expires)
                },
                a(.class("more"), .href(inside.url("agents", "new"))) { words.another },
            ])
        ) {
            CopyLine(
                words: inside.words.common, text: line.installing, name: words.theLine,
                prompt: "$ ")
            p(.class("small muted")) {
                words.installNote
                " "
                a(.href("/install.sh")) { words.readFirst }
            }
            details(.class("small")) {
                summary { words.byHand }
                p(.class("muted")) { Prose(words.byHandNote) }
                CopyLine(
                    words: inside.words.common, text: line.running, name: words.byHand,
                    prompt: "# ")
            }
        }.body
    }

    private var wish: Markup {
        Panel(
            words.lineHeading, id: "wish",
            aside: a(.class("more"), .href(inside.url("enrolment-tokens"))) { words.open }
        ) {
            Markup.form(.post(to: inside.url("agents", "new"), inside.frame.csrf)) {
                FormSummary(
                    trouble: trouble, words: inside.words.field,
                    names: [
                        "uses": words.uses, "folders": words.folders,
                        "vault_folders": words.vaultFolders,
                        "restore_folders": words.restoreFolders, "vault": words.firstVault,
                        "schedule": words.firstSchedule,
                    ])
                TextArea(
                    name: "folders", title: words.folders, hint: words.foldersHint,
                    value: form.folders, error: trouble["folders"],
                    optional: inside.words.common.optional, rows: 2)
                TextArea(
                    name: "vault_folders", title: words.vaultFolders,
                    hint: words.vaultFoldersHint, value: form.vaultFolders,
                    error: trouble["vault_folders"], optional: inside.words.common.optional,
                    rows: 2)
                TextArea(
                    name: "restore_folders", title: words.restoreFolders,
                    hint: words.restoreFoldersHint, value: form.restoreFolders,
                    error: trouble["restore_folders"], optional: inside.words.common.optional,
                    rows: 2)
                if !offer.vaults.isEmpty { firstBackup }
                div(.class("numbers")) {
                    TextField(
                        name: "uses", label: words.uses, hint: words.usesHint, value: form.uses,
                        error: trouble["uses"], mode: .numeric)
                    SelectField(
                        name: "hours", title: words.hours,
                        choices: JoinForm.hoursOffered.map {
                            Choice(value: "\($0)", name: words.hoursName($0))
                        }, chosen: form.hours)
                }
                FormFoot(submit: Button(words.make, .submit, kind: .primary, icon: "plus"))
            }
        }.body
    }

    /// What is done with a machine that joins, without anybody doing anything more.
    private var firstBackup: Markup {
        div(.class("numbers")) {
            SelectField(
                name: "vault", title: words.firstVault,
                choices: [Choice(value: "", name: words.notYet)]
                    + offer.vaults.map { Choice(value: $0.id.description, name: $0.name) },
                chosen: form.vault, hint: words.firstVaultHint, error: trouble["vault"])
            SelectField(
                name: "schedule", title: words.firstSchedule,
                choices: [Choice(value: "", name: words.onlyOnce)]
                    + offer.schedules.map {
                        Choice(value: $0.schedule.description, name: $0.name)
                    }, chosen: form.schedule, hint: words.firstScheduleHint,
                error: trouble["schedule"])
        }
    }
}
