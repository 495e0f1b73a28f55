internal import Domain
internal import HubCore
internal import Markup
internal import Store
internal import Values

/// The vaults of a tenant.
struct VaultsPage: View {
    let inside: Inside
    let vaults: [KnownVault]
    let next: Cursor?
    let isFirstPage: Bool
    /// Of the keepers, by their ids.
    let agents: [ID<Agent>: String]
    /// What they hold, by their ids, of as many as are counted.
    let tallies: [ID<KnownVault>: VaultTally]

    private var words: VaultWords { inside.words.vaults }

    var body: Markup {
        ShellPage(inside, title: words.title, at: .vaults) {
            PageHead(title: words.title, actions: actions, lead: words.lead)
            section(.class("panel"), .aria(.label, words.all)) {
                if vaults.isEmpty {
                    EmptyState(
                        icon: "vault", title: words.emptyTitle, text: words.emptyText, action: add)
                } else {
                    table
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

    private var table: Markup {
        Table(
            caption: words.all, rows: vaults, title: words.vault,
            name: { vault in
                RowName(
                    name: vault.name, url: inside.url("vaults", vault.id.description),
                    detail: words.whereabouts(vault)
                ).body
            },
            columns: [
                .init(words.status, .lead) { vault in
                    VaultState(readiness: vault.readiness, words: words).body
                },
                .init(words.kept, .number) { vault in
                    Markup(
                        tallies[vault.id].map { inside.words.figures.size($0.stored) } ?? "")
                },
                .init(inside.words.snapshots.title, .number) { vault in
                    Markup(
                        tallies[vault.id].map {
                            inside.words.figures.count(Int($0.snapshots))
                        } ?? "")
                },
                .init(words.formatName, .spare) { Markup(words.format($0.format)) },
                .init(words.keeper, .plain) { vault in
                    bdi { vault.keeper.flatMap { agents[$0] } ?? words.nobody }
                },
            ]
        ).body
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
