internal import Domain
internal import Store
internal import TestSupport

/// Tells one deed from every other, in the events it leaves.
struct Mark: Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    init(using random: inout SeededGenerator) {
        text = String(random.next(), radix: 36)
    }

    func event(
        _ action: AuditAction, in scope: AuditScope = .hub, on target: AuditTarget? = nil,
        _ facts: [(String, String)] = []
    ) -> AuditDraft {
        Sample.event(
            action, in: scope, on: target,
            detail: AuditDetail(
                ([("mark", text)] + facts).map { AuditDetail.Fact(name: $0.0, value: $0.1) }))
    }

    func joined(_ user: User, _ tenant: Tenant, _ role: Role) -> AuditDraft {
        event(
            .memberAdded, in: .tenant(tenant.id), on: AuditTarget(user),
            [("role", role.rawValue)])
    }

    func add(
        _ user: User, to tenant: Tenant, as role: Role, in store: any Store
    ) async throws {
        try await store.addUser(
            user,
            as: Membership(tenant: tenant.id, user: user.id, role: role, created: Sample.now),
            audit: [
                event(.userCreated, on: AuditTarget(user)), joined(user, tenant, role),
            ])
    }

    func add(_ tenant: Tenant, of owner: User, in store: any Store) async throws {
        try await store.addTenant(
            tenant, owner: owner.id,
            audit: [
                event(.tenantCreated, on: AuditTarget(tenant)), joined(owner, tenant, .owner),
            ])
    }
}
