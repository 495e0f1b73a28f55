package import Domain
package import Store
package import Values

extension MemoryStore: MembershipStore {
    package func authority(of user: ID<User>) async throws -> Authority? {
        try read { $0.authority(of: user) }
    }

    package func members(
        of tenant: ID<Tenant>, _ request: PageRequest
    ) async throws -> Page<Member> {
        try read { state in
            let members = state.memberships.filter { $0.tenant == tenant }.compactMap { member in
                state.users[member.user].map { Member(user: $0, membership: member) }
            }
            return page(members, request) {
                Cursor(time: $0.membership.created, id: $0.user.id.uuid)
            }
        }
    }

    package func member(_ user: ID<User>, of tenant: ID<Tenant>) async throws -> Member? {
        try read { state in
            guard let known = state.users[user],
                let membership = state.memberships.first(where: {
                    $0.user == user && $0.tenant == tenant
                })
            else { return nil }
            return Member(user: known, membership: membership)
        }
    }

    package func addMember(_ membership: Membership, audit: [AuditDraft]) async throws {
        try write { change in
            _ = try change.state.user(membership.user)
            try change.state.requireTenant(membership.tenant)
            let role = change.state.role(of: membership.user, in: membership.tenant)
            guard role == nil else { throw StoreError.refused(.alreadyMember) }
            change.state.memberships.append(membership)
            change.record(audit)
        }
    }

    package func setRole(
        _ role: Role, of user: ID<User>, in tenant: ID<Tenant>, audit: [AuditDraft]
    ) async throws {
        try write { change in
            let index = try change.indexOfMember(user, in: tenant)
            guard change.state.memberships[index].role != role else { return }
            if change.state.memberships[index].role == .owner {
                try change.state.requireOtherOwner(than: user, in: tenant)
            }
            change.state.memberships[index].role = role
            change.record(audit)
        }
    }

    package func removeMember(
        _ user: ID<User>, from tenant: ID<Tenant>, audit: [AuditDraft]
    ) async throws {
        try write { change in
            let index = try change.indexOfMember(user, in: tenant)
            if change.state.memberships[index].role == .owner {
                try change.state.requireOtherOwner(than: user, in: tenant)
            }
            change.state.memberships.remove(at: index)
            if change.state.authority(of: user)?.hasNoPart == true {
                change.state.tokens = change.state.tokens.filter { $0.value.user != user }
            }
            change.record(audit)
        }
    }

    package func hubAdministrators() async throws -> [User] {
        try read { state in
            let sorted = state.hubAdministrators.sorted {
                isBefore(
                    Cursor(time: $0.since, id: $0.user.uuid),
                    Cursor(time: $1.since, id: $1.user.uuid))
            }
            return sorted.compactMap { state.users[$0.user] }
        }
    }

    package func addHubAdministrator(
        _ user: ID<User>, at time: Timestamp, audit: [AuditDraft]
    ) async throws {
        try write { change in
            _ = try change.state.user(user)
            guard !change.state.hubAdministrators.contains(where: { $0.user == user }) else {
                return
            }
            change.state.hubAdministrators.append((user, time))
            change.record(audit)
        }
    }

    package func removeHubAdministrator(
        _ user: ID<User>, audit: [AuditDraft]
    ) async throws {
        try write { change in
            guard change.state.hubAdministrators.contains(where: { $0.user == user }) else {
                throw StoreError.notFound("hub administrator")
            }
            try change.state.requireOtherHubAdministrator(than: user)
            change.state.hubAdministrators.removeAll { $0.user == user }
            change.record(audit)
        }
    }
}

extension MemoryStore.Change {
    fileprivate func indexOfMember(_ user: ID<User>, in tenant: ID<Tenant>) throws -> Int {
        let index = state.memberships.firstIndex { $0.user == user && $0.tenant == tenant }
        guard let index else { throw StoreError.notFound("member") }
        return index
    }
}
