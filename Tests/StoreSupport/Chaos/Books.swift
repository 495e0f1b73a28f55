internal import Domain
package import Store
internal import Values

/// What a store has to hold, worked out from its own audit log: every change and its event are one
/// transaction, so one without the other is a change that was made by half.
package struct Books {
    private let store: any Store
    private let cast: Cast
    private var marks: Set<String> = []
    private var logins: [UUID: String] = [:]
    private var disabled: Set<UUID> = []
    private var administrators: Set<UUID>
    private var names: [UUID: String] = [:]
    private var passwords: [UUID: String] = [:]
    private var sessions: Set<String> = []
    private var uses: [String: Int] = [:]
    private var roles: [UUID: [UUID: Role]] = [:]
    private var tenantNames: [UUID: String]

    /// Everything that does not balance; empty when all does.
    ///
    /// - Parameter marks: of the deeds that were reported as done.
    package static func problems(
        in store: any Store, reported marks: some Collection<String>
    ) async throws -> [String] {
        var books = try await Books(store)
        var problems = try await books.read(.hub)
        for tenant in books.tenantNames.keys {
            problems += try await books.read(.tenant(ID(tenant)))
        }
        problems += try await books.comparePeople() + books.compareTenants()
        problems += try await books.compareSessions() + books.compareTokens()
        let lost = marks.filter { !books.marks.contains($0) }
        if !lost.isEmpty { problems.append("\(lost.count) deeds were reported and are lost") }
        return problems
    }

    private init(_ store: any Store) async throws {
        self.store = store
        cast = try await Cast(findingIn: store)
        let owner = cast.owner.id.uuid
        logins = [owner: cast.owner.login]
        administrators = [owner]
        tenantNames = [cast.tenant.id.uuid: cast.tenant.name]
        roles = [cast.tenant.id.uuid: [owner: .owner]]
    }

    // MARK: Reading the log

    private mutating func read(_ scope: AuditScope) async throws -> [String] {
        var head = AuditHead.start
        while true {
            let events = try await store.auditChain(
                of: scope, after: head.sequence, limit: PageRequest.limitMax)
            if events.isEmpty { break }
            for event in events {
                guard event.follows(head, sha256: sha256) else {
                    return ["event \(event.sequence) of \(scope) does not follow the one before"]
                }
                head = event.head
                note(event.draft)
            }
        }
        let last = try await store.auditHead(of: scope)
        return last == head ? [] : ["the chain of \(scope) ends at \(head), not at \(last)"]
    }

    private mutating func note(_ event: AuditDraft) {
        if let mark = event.detail["mark"] { marks.insert(mark) }
        guard let target = event.target else {
            if event.action == .tokenUsed { uses[event.detail["token"] ?? "", default: 0] += 1 }
            return
        }
        if case .tenant(let tenant) = event.scope {
            let role = event.detail["role"].flatMap { Role(rawValue: $0) }
            roles[tenant.uuid, default: [:]][target.id] = role
            return
        }
        switch event.action {
        case .userCreated: logins[target.id] = target.name
        case .userDisabled: disabled.insert(target.id)
        case .userEnabled: disabled.remove(target.id)
        case .administratorAdded: administrators.insert(target.id)
        case .administratorRemoved: administrators.remove(target.id)
        case .userChanged: names[target.id] = event.detail["name"]
        case .passwordChanged: passwords[target.id] = event.detail["hash"]
        case .tenantCreated: tenantNames[target.id] = target.name
        case .signedIn: sessions.insert(event.detail["session"] ?? "")
        case .signedOut: sessions.remove(event.detail["session"] ?? "")
        default: break
        }
    }

    // MARK: Comparing

    private func comparePeople() async throws -> [String] {
        var problems: [String] = []
        let users = try await all { try await store.users($0) }
        if Dictionary(uniqueKeysWithValues: users.map { ($0.id.uuid, $0.login) }) != logins {
            problems.append("\(users.count) people, and \(logins.count) in the log")
        }
        for user in users {
            let id = user.id.uuid
            if user.isDisabled != disabled.contains(id) {
                problems.append("\(user.login) is disabled: \(user.isDisabled)")
            }
            if let name = names[id], name != user.displayName {
                problems.append("\(user.login) is called \(user.displayName), not \(name)")
            }
            if let hash = passwords[id], hash != user.passwordHash?.text {
                problems.append("\(user.login) has another password than the last one set")
            }
        }
        let listed = try await store.hubAdministrators()
        if Set(listed.map(\.id.uuid)) != administrators {
            problems.append("\(listed.count) administrators, \(administrators.count) in the log")
        }
        if listed.allSatisfy(\.isDisabled) { problems.append("nobody looks after the hub") }
        return problems
    }

    private func compareTenants() async throws -> [String] {
        var problems: [String] = []
        let tenants = try await all { try await store.tenants($0) }
        if Dictionary(uniqueKeysWithValues: tenants.map { ($0.id.uuid, $0.name) }) != tenantNames {
            problems.append("\(tenants.count) tenants, and \(tenantNames.count) in the log")
        }
        for tenant in tenants {
            let members = try await all { try await store.members(of: tenant.id, $0) }
            let found = Dictionary(
                uniqueKeysWithValues: members.map { ($0.user.id.uuid, $0.membership.role) })
            if found != roles[tenant.id.uuid] ?? [:] {
                problems.append("the members of \(tenant.name) are not those in the log")
            }
            if !members.contains(where: { $0.membership.role == .owner && !$0.user.isDisabled }) {
                problems.append("\(tenant.name) has no owner who can sign in")
            }
        }
        return problems
    }

    private func compareSessions() async throws -> [String] {
        var problems: [String] = []
        for person in cast.people {
            let open = try await store.sessions(of: person.id)
            // Old ones make room for new ones without an event, so there may be fewer.
            let strangers = open.filter { !sessions.contains($0.id.description) }
            if !strangers.isEmpty {
                problems.append("\(strangers.count) sessions of \(person.login) are not in the log")
            }
            if open.count > Session.perUserMax
                || (disabled.contains(person.id.uuid) && !open.isEmpty)
            {
                problems.append("\(person.login) has \(open.count) sessions")
            }
        }
        return problems
    }

    private func compareTokens() async throws -> [String] {
        var problems: [String] = []
        for token in cast.tokens {
            let used = uses[token.id.description] ?? 0
            let left = try await store.token(token.hash)?.usesLeft
            if left != Cast.tokenUses - used {
                problems.append("a token has \(left ?? -1) uses left after \(used)")
            }
        }
        return problems
    }

    private func all<Item>(
        _ page: (PageRequest) async throws -> Page<Item>
    ) async throws -> [Item] {
        var (items, cursor): ([Item], Cursor?) = ([], .start)
        while let after = cursor {
            let next = try await page(PageRequest(after: after, limit: PageRequest.limitMax))
            items += next.items
            cursor = next.next
        }
        return items
    }
}
