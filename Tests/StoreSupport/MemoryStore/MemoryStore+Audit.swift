package import Domain
package import Store

extension MemoryStore.State {
    var gap: HubGap? {
        chains[.hub]?.last { $0.draft.action == .hubFrozen }.flatMap { HubGap($0.draft) }
    }
}

extension MemoryStore: AuditStore {
    package func gap() async throws -> HubGap? { try read { $0.gap } }

    package func record(_ drafts: [AuditDraft]) async throws {
        try write { $0.record(drafts) }
    }

    package func auditEvents(
        in scope: AuditScope, matching filter: AuditFilter, before: Int64?, limit: Int
    ) async throws -> [AuditEvent] {
        try read { state in
            let wanted = (state.chains[scope] ?? []).reversed().filter { event in
                event.sequence < before ?? .max && filter.matches(event.draft)
            }
            return Array(wanted.prefix(PageRequest(limit: limit).limit))
        }
    }

    package func auditChain(
        of scope: AuditScope, after: Int64, limit: Int
    ) async throws -> [AuditEvent] {
        try read { state in
            let rest = (state.chains[scope] ?? []).filter { $0.sequence > after }
            return Array(rest.prefix(PageRequest(limit: limit).limit))
        }
    }

    package func auditHead(of scope: AuditScope) async throws -> AuditHead {
        try read { $0.chains[scope]?.last?.head ?? .start }
    }
}

extension AuditFilter {
    fileprivate func matches(_ draft: AuditDraft) -> Bool {
        if let action, draft.action != action { return false }
        if let actor {
            guard case .user(actor, login: _) = draft.actor else { return false }
        }
        if let target, draft.target?.id != target { return false }
        return times?.contains(draft.time) ?? true
    }
}
