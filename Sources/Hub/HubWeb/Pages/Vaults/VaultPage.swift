internal import Cron
internal import Domain
internal import HubCore
internal import Markup
internal import Values

/// One vault.
struct VaultPage: View {
    let inside: Inside
    let vault: KnownVault
    let secretCount: Int
    let agents: [ID<Agent>: String]
    /// Those that store in it, as far as a page shows them.
    let sources: [Source]
    /// What came of trying to reach it.
    var finding: Connections.Finding<String>?

    private var words: VaultWords { inside.words.vaults }

    var body: Markup {
        ShellPage(inside, title: vault.name, at: .vaults) {
            PageHead(
                title: vault.name, crumbs: [(words.title, inside.url("vaults"))],
                crumbsLabel: inside.words.common.breadcrumb,
                state: VaultState(readiness: vault.readiness, words: words).body,
                actions: actions)
            div(.class("cols")) {
                div(.class("stack")) {
                    ReachNotice(finding, found: words.reached, not: words.notReached)
                    storing
                    if inside.may(.manageVaults) { danger }
                }
                div(.class("stack")) {
                    about
                    upkeep
                }
            }
        }
    }

    @MarkupBuilder private var actions: Markup {
        if inside.may(.testConnections) {
            form(
                .post(to: inside.url("vaults", vault.id.description, "test"), inside.frame.csrf)
            ) { Button(words.test, .submit, icon: "link") }
        }
        if inside.may(.manageVaults) {
            Button(
                inside.words.sources.edit,
                .open(inside.url("vaults", vault.id.description, "edit")), icon: "edit")
        }
    }

    private var about: Markup {
        var facts: [(name: String, value: Markup)] = [
            (words.place, code { vault.place }),
            (words.formatName, Markup(words.format(vault.format))),
        ]
        if let owner = vault.owner {
            facts.append((words.owner, agentLink(owner)))
        }
        facts.append((words.keys, Markup(words.keyCount(secretCount))))
        facts.append((words.created, Moment(vault.created).body))
        return Panel(words.facts, id: "about") { Facts(facts) }.body
    }

    private var upkeep: Markup {
        let cadence = vault.cadence
        let rows: [(name: String, value: Markup)] = [
            (
                words.keeper,
                vault.keeper.map { agentLink($0) } ?? Markup(words.nobody)
            ),
            (words.forget, Markup(words.cadence(cadence.forget?.text ?? ""))),
            (words.prune, Markup(words.cadence(cadence.prune?.text ?? ""))),
            (words.check, Markup(words.cadence(cadence.check?.text ?? ""))),
        ]
        return Panel(words.upkeep, id: "upkeep") { Facts(rows) }.body
    }

    private func agentLink(_ id: ID<Agent>) -> Markup {
        a(.href(inside.url("agents", id.description))) { bdi { agents[id] ?? "\(id)" } }
    }

    private var storing: Markup {
        Panel(words.storing, id: "sources", isPadded: sources.isEmpty) {
            if sources.isEmpty {
                p(.class("muted")) { words.noneStores }
            } else {
                SourceTable(inside: inside, sources: sources, agents: agents)
            }
        }.body
    }

    private var danger: Markup {
        Panel(inside.words.common.dangerZone, id: "danger", isDanger: true) {
            p(.class("small muted")) { words.deleteText }
            div {
                Button(
                    words.deleteOpen,
                    .open(inside.url("vaults", vault.id.description, "deletion")),
                    kind: .danger, icon: "trash")
            }
        }.body
    }
}
