package import Domain
package import Store
package import Values

extension MemoryStore: UserStore {
    package func user(_ id: ID<User>) async throws -> User? {
        try read { $0.users[id] }
    }

    package func user(login: String) async throws -> User? {
        try read { state in state.users.values.first { $0.login == login } }
    }

    package func users(_ request: PageRequest) async throws -> Page<User> {
        try read { state in
            page(state.users.values, request) { Cursor(time: $0.created, id: $0.id.uuid) }
        }
    }

    package func addUser(
        _ user: User, as membership: Membership?, audit: [AuditDraft]
    ) async throws {
        try user.displayName.requireStorable()
        try write { change in
            guard !change.state.users.values.contains(where: { $0.login == user.login }) else {
                throw StoreError.refused(.loginTaken)
            }
            change.state.users[user.id] = user
            if let membership {
                try change.state.requireTenant(membership.tenant)
                change.state.memberships.append(membership)
            }
            change.record(audit)
        }
    }

    package func updateUser(
        _ id: ID<User>, displayName: String, language: Language?, audit: [AuditDraft]
    ) async throws {
        try displayName.requireStorable()
        try write { change in
            var user = try change.state.user(id)
            guard
                !user.displayName.utf8.elementsEqual(displayName.utf8)
                    || user.language != language
            else { return }
            (user.displayName, user.language) = (displayName, language)
            change.state.users[id] = user
            change.record(audit)
        }
    }

    package func setPassword(
        of id: ID<User>, from old: PasswordHash?, to hash: PasswordHash,
        keeping session: ID<Session>?, audit: [AuditDraft]
    ) async throws -> Bool {
        try write { change in
            var user = try change.state.user(id)
            guard user.passwordHash == old else { return false }
            user.passwordHash = hash
            change.state.users[id] = user
            _ = change.endSessions(of: id, except: session)
            change.record(audit)
            return true
        }
    }

    package func renewPassword(
        of id: ID<User>, from old: PasswordHash, to hash: PasswordHash
    ) async throws {
        try write { change in
            guard var user = change.state.users[id], user.passwordHash == old else { return }
            user.passwordHash = hash
            change.state.users[id] = user
        }
    }

    package func disableUser(
        _ id: ID<User>, at time: Timestamp, audit: [AuditDraft]
    ) async throws {
        try write { change in
            var user = try change.state.user(id)
            guard !user.isDisabled else { return }
            for membership in change.state.memberships
            where membership.user == id && membership.role == .owner {
                try change.state.requireOtherOwner(than: id, in: membership.tenant)
            }
            try change.state.requireOtherHubAdministrator(than: id)
            user.disabled = time
            change.state.users[id] = user
            _ = change.endSessions(of: id, except: nil)
            change.record(audit)
        }
    }

    package func enableUser(_ id: ID<User>, audit: [AuditDraft]) async throws {
        try write { change in
            var user = try change.state.user(id)
            guard user.isDisabled else { return }
            user.disabled = nil
            change.state.users[id] = user
            change.record(audit)
        }
    }
}
