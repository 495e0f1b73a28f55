internal import Domain
internal import HubCore
internal import Markup
internal import Store
internal import Values

/// The vaults of a tenant, each with how it is.
struct VaultsPage: View {
    let inside: Inside
    let vaults: [ShownVault]
    let next: Cursor?
    let isFirstPage: Bool
    /// Of the keepers, by their ids.
    let agents: [ID<Agent>: String]

    private var words: VaultWords { inside.words.vaults }

    var body: Markup {
        ShellPage(inside, title: words.title, at: .vaults) {
            PageHead(title: words.title, actions: actions, lead: words.lead)
            div(.class("stack")) {
                if vaults.isEmpty {
                    section(.class("panel"), .aria(.label, words.all)) {
                        EmptyState(
                            icon: "vault", title: words.emptyTitle, text: words.emptyText,
                            action: add)
                    }
                } else {
                    soonest
                    for shown in vaults {
                        VaultPanel(inside: inside, shown: shown, agents: agents)
                    }
                    pager
                }
            }
        }
    }

    @MarkupBuilder private var actions: Markup {
        Button(inside.words.keys.title, .open(inside.url("keys")), icon: "key")
        add
    }

    @MarkupBuilder private var add: Markup {
        if inside.may(.manageVaults) {
            Button(
                words.add, .open(inside.url("vaults", "new")), kind: .primary, icon: "plus")
        }
    }

    /// The one that is full first, where somebody should do something about it.
    @MarkupBuilder private var soonest: Markup {
        let full = vaults.compactMap { shown in
            shown.room.fullSoon.map { (shown: shown, fullIn: $0) }
        }.min { $0.fullIn < $1.fullIn }
        if let full,
            let notice = words.fullNotice(
                full.shown.vault.name, full.shown.room, inside.words.figures)
        {
            Notice(
                status: .warn, title: notice.title, text: notice.text,
                action: Button(
                    inside.words.overview.openVault,
                    .open(inside.url("vaults", full.shown.vault.id.description)), isMini: true
                ).body)
        }
    }

    @MarkupBuilder private var pager: Markup {
        if next != nil || !isFirstPage {
            section(.class("panel"), .aria(.label, words.all)) {
                footer {
                    Pager(
                        words: inside.words.common, summary: words.shown(vaults.count),
                        first: isFirstPage ? nil : inside.url("vaults"),
                        next: next.map {
                            inside.url("vaults", query: [("after", $0.description)])
                        })
                }
            }
        }
    }
}

/// A vault with what is known of it.
struct ShownVault: Sendable {
    let vault: KnownVault
    /// Nil for one that is there, or could not be made.
    let wait: VaultWait?
    let figures: VaultFigures
    /// That are not resolved.
    let alerts: [Alert]

    var room: VaultRoom { figures.room }
}

extension VaultRoom {
    var status: Status? {
        fullSoon != nil || latest?.usedShare.map { $0 >= Self.muchUsed } == true ? .warn : nil
    }
}

/// What has become of a vault so far.
struct VaultState: View {
    let readiness: KnownVault.Readiness
    let words: VaultWords

    var body: Markup {
        StatusWord(status: status, word: words.readiness(readiness))
    }

    private var status: Status {
        switch readiness {
        case .new: .queued
        case .ready: .ok
        case .failed: .fail
        }
    }
}
