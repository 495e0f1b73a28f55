internal import Domain
internal import HubCore
internal import Markup
internal import Store
internal import Values

/// One vault.
struct VaultPage: View {
    let inside: Inside
    let vault: KnownVault
    let secretCount: Int
    /// To whom an archive is readable.
    let keys: [KnownKey]
    let agents: [ID<Agent>: String]
    /// What it holds, and how much room is left.
    let shown: ShownVault
    /// Those that store in it, as far as a page shows them.
    let sources: ShownSources
    /// What was done to it and with it lately, and where else it is kept.
    let care: VaultCarePanels
    var test: ReachTest?

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
                    ReachNotice(
                        test, found: words.reached, not: words.notReached, inside.words)
                    if vault.readiness == .new {
                        Notice(
                            status: .queued, title: words.readiness(.new),
                            text: words.waits(shown, agents),
                            action: VaultWaitStep(inside: inside, shown: shown).body)
                    }
                    care
                    storing
                    if inside.may(.manageVaults) { danger }
                }
                div(.class("stack")) {
                    room
                    about
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

    private var room: Markup {
        Panel(words.room, id: "room") {
            VaultRoomView(inside: inside, shown: shown, facts: [])
            VaultCourse(inside: inside, space: shown.room.space)
        }.body
    }

    private var about: Markup {
        var facts: [(name: String, value: Markup)] = [
            (words.place, code { words.whereabouts(vault) }),
            (words.formatName, Markup(words.format(vault.format))),
        ]
        facts.append((words.kept, Markup(inside.words.figures.size(shown.figures.stored))))
        facts.append(
            (
                inside.words.snapshots.title,
                a(
                    .href(
                        inside.url("snapshots", query: [("vault", vault.id.description)]))
                ) { inside.words.figures.count(Int(shown.figures.snapshots)) }
            ))
        if let read = shown.figures.read { facts.append((words.lastRead, Moment(read).body)) }
        if let owner = vault.owner {
            facts.append((words.owner, agentLink(owner)))
        } else {
            facts.append((words.reachedBy, reached))
        }
        facts.append((words.keeper, vault.keeper.map { agentLink($0) } ?? Markup(words.nobody)))
        for (name, rate) in [
            (words.uploadLimit, vault.bandwidth.upload),
            (words.downloadLimit, vault.bandwidth.download),
        ] {
            guard let rate else { continue }
            facts.append((name, Markup(words.aSecond(inside.words.figures.size(rate)))))
        }
        if secretCount > 0 {
            facts.append((words.secrets, Markup(words.keyCount(secretCount))))
        }
        if !keys.isEmpty { facts.append((inside.words.keys.readers, readers)) }
        facts.append((words.created, Moment(vault.created).body))
        return Panel(words.facts, id: "about") { Facts(facts) }.body
    }

    /// So many of those who reach it are named.
    private static let namedMax = 20

    /// Of those who reach a vault the ones that its page names.
    static func named(_ agents: Set<ID<Agent>>?) -> [ID<Agent>] {
        Array((agents ?? []).sorted { $0.description < $1.description }.prefix(namedMax))
    }

    @MarkupBuilder private var reached: Markup {
        if let all = vault.agents {
            let named = Self.named(all)
            if all.isEmpty { words.reachNobody }
            for (index, id) in named.enumerated() {
                if index > 0 { ", " }
                agentLink(id)
            }
            if all.count > named.count {
                " \(words.reachMore(inside.words.figures.count(all.count - named.count)))"
            }
        } else {
            words.reachEvery
        }
    }

    private var readers: Markup {
        a(.href(inside.url("keys"))) { bdi { keys.map(\.name).joined(separator: ", ") } }
    }

    private func agentLink(_ id: ID<Agent>) -> Markup {
        a(.href(inside.url("agents", id.description))) { bdi { agents[id] ?? "\(id)" } }
    }

    private var storing: Markup {
        Panel(words.storing, id: "sources", isPadded: sources.isEmpty) {
            if sources.isEmpty {
                p(.class("muted")) { words.noneStores }
            } else {
                FirstSources(
                    inside: inside, shown: sources, agents: agents,
                    part: .vault(vault.id, vault.name))
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
            if inside.may(.wipeVaults), vault.readiness == .ready {
                p(.class("small muted")) { words.wipeText }
                div {
                    Button(
                        words.wipeOpen, .open(inside.url("vaults", vault.id.description, "wipe")),
                        kind: .danger, icon: "trash")
                }
            }
        }.body
    }
}
