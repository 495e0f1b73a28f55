internal import Domain
internal import Markup
internal import Values

/// A copy rule with the name of its target and what came of it last.
struct ShownCopyRule: Sendable {
    let rule: CopyRule
    let target: String
    let last: Run?
}

/// Where else what comes into a vault is kept.
struct CopyRulesPanel: View {
    let inside: Inside
    let vault: KnownVault
    let copies: [ShownCopyRule]

    private var words: CopyWords { inside.words.copies }
    private var id: String { vault.id.description }

    var body: Markup {
        Panel(
            words.title, id: "copies", aside: add, isPadded: copies.isEmpty
        ) {
            if copies.isEmpty {
                p(.class("muted")) { words.empty }
            } else {
                table
            }
        }
    }

    @MarkupBuilder private var add: Markup {
        if inside.may(.manageVaults), copies.count < CopyRule.perVaultMax {
            a(.class("more"), .href(inside.url("vaults", id, "copies"))) { words.add }
        }
    }

    private var table: Markup {
        Table(
            caption: words.title, rows: copies, title: words.target,
            name: { copy in
                RowName(name: copy.target, url: url(copy), detail: words.stay(copy.rule.rules)).body
            },
            columns: [
                .init(words.last, .lead) { copy in last(copy) },
                .init(words.now, .deed) { copy in
                    inside.may(.startMaintenance) ? now(copy) : Markup()
                },
            ]
        ).body
    }

    /// Who may change the rule is led to it, everybody else to where the copies are.
    private func url(_ copy: ShownCopyRule) -> URLReference {
        let target = copy.rule.target.description
        return inside.may(.manageVaults)
            ? inside.url("vaults", id, "copies", query: [("to", target)])
            : inside.url("vaults", target)
    }

    private func last(_ copy: ShownCopyRule) -> Markup {
        guard let run = copy.last else {
            return StatusWord(status: .queued, word: words.never, isPill: false).body
        }
        return span {
            StatusWord(
                status: run.position.state.status,
                word: inside.words.runs.state(run.position.state), isPill: false)
            " "
            a(.href(inside.url("runs", run.id.description))) { Moment(run.ended ?? run.created) }
        }
    }

    private func now(_ copy: ShownCopyRule) -> Markup {
        form(
            .post(to: inside.url("vaults", id, "copies", "runs"), inside.frame.csrf)
        ) {
            Button(
                words.copyNow, .choose(name: "to", value: copy.rule.target.description),
                isMini: true)
        }
    }
}
