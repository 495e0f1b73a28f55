internal import Cron
internal import Domain
internal import HubCore
internal import Markup
internal import Store
internal import Values

/// What vaults promise of drills, when one passed last, and whether that keeps the promise.
struct DrillPromises: View {
    let inside: Inside
    let promises: ShownPage<DrillPromise>
    let isFirstPage: Bool

    private var words: DrillWords { inside.words.drills }

    var body: Markup {
        Panel(
            words.promises, id: "promises", note: words.promisesNote, isPadded: false,
            footing: pager
        ) { table }
    }

    private var table: Markup {
        Table(
            caption: words.promises, rows: promises.items, title: inside.words.vaults.vault,
            name: { promise in
                RowName(
                    name: promise.vault.name,
                    url: inside.url("vaults", promise.vault.id.description)
                ).body
            },
            columns: [
                .init(words.verdict, .lead) { promise in
                    StatusWord(
                        status: status(promise.standing), word: words.standing(promise.standing)
                    ).body
                },
                .init(words.promised, .plain) { promise in
                    let cron = promise.vault.cadence.drill?.text ?? ""
                    return Markup(inside.words.vaults.cadence(cron))
                },
                .init(words.proven, .plain) { last($0) },
                .init(words.nextDue, .noBreak) { promise in
                    promise.next.map { Moment($0).body } ?? Markup()
                },
            ]
        ).body
    }

    /// The last that passed; and the one that did not since then.
    private func last(_ promise: DrillPromise) -> Markup {
        guard let last = promise.last else {
            return StatusWord(status: .unknown, word: words.never, isPill: false).body
        }
        return MarkupBuilder.buildArray([
            div { if let good = last.lastGood { Moment(good) } else { words.never } },
            last.failures > 0 ? div { VaultCareOutcome(inside: inside, care: last) } : Markup(),
        ])
    }

    private func status(_ standing: DrillPromise.Standing) -> Status {
        switch standing {
        case .none: .unknown
        case .waiting: .queued
        case .kept: .ok
        case .late: .stale
        }
    }

    private var pager: Markup {
        guard promises.next != nil || !isFirstPage else { return Markup() }
        return Pager(
            words: inside.words.common, summary: inside.words.vaults.shown(promises.items.count),
            first: isFirstPage ? nil : inside.url("drills"),
            next: promises.next.map {
                inside.url("drills", query: [(DrillsPage.promisesField, $0.description)])
            }
        ).body
    }
}
