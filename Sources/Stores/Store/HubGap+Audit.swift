package import Domain
package import Values

extension HubGap {
    private static let fact = "restored"

    /// What the audit log keeps of it, beside the moment of the event.
    package var detail: AuditDetail { [Self.fact: "\(from)"] }

    /// Nil for an event that tells of no restore.
    package init?(_ draft: AuditDraft) {
        guard draft.action == .hubFrozen,
            let from = draft.detail[Self.fact].flatMap({ Timestamp(rfc3339: $0) })
        else { return nil }
        self.init(from: from, to: draft.time)
    }
}

/// A run that an agent tells of and the hub does not know.
package struct UnknownRun: Hashable, Sendable {
    package let run: ID<Run>
    package let kind: RunKind
    /// When it began, by the hub's clock.
    package let began: Timestamp

    package init(run: ID<Run>, kind: RunKind, began: Timestamp) {
        self.run = run
        self.kind = kind
        self.began = began
    }
}

extension RunLedger {
    /// What people are told of runs that the hub lost: of those in its gap alone.
    package func lost(in gap: HubGap?, of tenant: ID<Tenant>) -> [AuditDraft] {
        guard let gap else { return [] }
        return unknown.filter { gap.holds($0.began) }.map { lost in
            AuditDraft(
                .runUnknown, in: .tenant(tenant), by: .system, at: now,
                on: AuditTarget(kind: "run", id: lost.run.uuid, name: lost.kind.rawValue),
                from: "",
                detail: [
                    "agent": "\(agent.id)", "name": agent.name, "began": "\(lost.began)",
                ])
        }
    }
}
