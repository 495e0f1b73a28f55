internal import Cron
internal import Domain
internal import Markup
internal import Values

/// How a vault is looked after: each kind of work with what came of it, where else its snapshots
/// are kept, and the runs of both.
struct VaultCarePanels: View {
    let inside: Inside
    let vault: KnownVault
    /// What came of each kind of work last.
    let care: [VaultCare]
    let copies: [ShownCopyRule]
    let runs: [ShownRun]

    private var words: VaultWords { inside.words.vaults }
    private var id: String { vault.id.description }
    private var mayStart: Bool { inside.may(.startMaintenance) }

    var body: Markup {
        if vault.readiness == .failed, mayStart { again }
        upkeep
        CopyRulesPanel(inside: inside, vault: vault, copies: copies)
        Panel(
            words.latestRuns, id: "runs",
            aside: a(.class("more"), .href(inside.url("runs", query: [("vault", id)]))) {
                inside.words.runs.allOfIt
            }, isPadded: runs.isEmpty
        ) {
            if runs.isEmpty {
                p(.class("muted")) { words.noRuns }
            } else {
                RunTable(inside: inside, runs: runs)
            }
        }
    }

    private var again: Markup {
        Notice(
            status: .fail, text: words.makeAgainText,
            action: start(.initialize, words.makeAgain)
        ).body
    }

    private var upkeep: Markup {
        Panel(
            words.upkeep, id: "upkeep", note: vault.keeper == nil ? words.keeperHint : nil,
            isPadded: false, footing: mayStart && vault.keeper != nil ? unlock : Markup()
        ) {
            Table(
                caption: words.upkeep, rows: MaintenanceCadence.kinds, title: words.work,
                name: { kind in
                    RowName(
                        name: inside.words.runs.kind(kind),
                        detail: words.cadence(vault.cadence.expression(for: kind)?.text ?? "")
                    ).body
                },
                columns: [
                    .init(words.last, .lead) { kind in last(kind) },
                    .init(words.freed, .spareNumber) { Markup(freed($0)) },
                    .init(words.now, .deed) { kind in
                        mayStart && mayBegin(kind) ? start(kind, words.begin(kind)) : Markup()
                    },
                ])
        }.body
    }

    @MarkupBuilder private var unlock: Markup {
        start(.unlock, words.unlock)
        span { words.unlockText }
    }

    /// A drill is of a snapshot, and begun there; in a vault that is not made there is nothing.
    private func mayBegin(_ kind: RunKind) -> Bool {
        vault.readiness == .ready && kind != .drill
            && (vault.keeper != nil || !kind.needs.contains(.keeper))
    }

    private func last(_ kind: RunKind) -> Markup {
        guard let done = care.first(where: { $0.kind == kind }) else {
            return StatusWord(status: .unknown, word: inside.words.common.never, isPill: false)
                .body
        }
        return VaultCareOutcome(inside: inside, care: done).body
    }

    private func freed(_ kind: RunKind) -> String {
        guard let done = care.first(where: { $0.kind == kind }), done.size.bytes > 0,
            kind == .forget || kind == .prune
        else { return "" }
        return inside.words.figures.size(done.size)
    }

    private func start(_ kind: RunKind, _ text: String) -> Markup {
        form(.post(to: inside.url("vaults", id, "runs"), inside.frame.csrf)) {
            Button(text, .choose(name: "kind", value: kind.rawValue), isMini: true)
        }
    }
}
