import AgentProtocol
import Domain
import HTTPServer
import Host
import JSON
import Store
import StoreSupport
import TestSupport
import Testing
import Values

/// Vaults, sources, schedules, keys and secrets over the API.
@Suite struct ProtectionTests {
    private struct Hub {
        let fixture: APIFixture
        let tenant: ID<Tenant>
        let cookie: HTTPFields

        func ask(
            _ method: HTTPMethod, _ target: String, _ fields: HTTPFields = [:],
            body: JSON? = nil
        ) async throws -> APIFixture.Answer {
            var all = cookie
            for field in fields { all.append(HTTPFieldName(field.name), field.value) }
            return try await fixture.ask(
                method, "/api/v1/tenants/\(tenant)\(target)", all, body: body)
        }

        func addAgent(_ name: String = "web") async throws -> Agent {
            let now = fixture.time.clock.now
            let token = Sample.token(.enrolment, tenant: tenant)
            let record = OneTimeToken(
                id: token.id, purpose: .enrolment, hash: token.hash, tenant: tenant,
                created: now, expires: now + Sample.hour)
            try await fixture.store.issueToken(record, replacing: false, audit: [])
            let key = Sample.agentKey()
            let scope = Agent.Scope.tenant(tenant)
            return try await fixture.store.enrol(key, by: token.hash, at: now) { _ in
                (Sample.agent(name, of: scope, key: key, created: now), [])
            }
        }

        func addVault(_ agent: Agent, _ name: String = "Disk") async throws -> String {
            let made = try await ask(
                .post, "/vaults",
                body: [
                    "name": .string(name), "format": "archive", "place": "file:/srv/backups",
                    "owner": .string("\(agent.id)"),
                ])
            #expect(made.status == 201, "\(made.json ?? .null)")
            return try #require(made.json?["id"]?.text)
        }

        func addSource(
            _ agent: Agent, into vault: String, _ name: String = "Web"
        ) async throws -> String {
            let made = try await ask(
                .post, "/sources", body: Self.source(name, agent, into: vault))
            #expect(made.status == 201, "\(made.json ?? .null)")
            return try #require(made.json?["id"]?.text)
        }

        func makeReady(_ vault: String) async throws {
            let id = try #require(UUID(vault).map { ID<KnownVault>($0) })
            _ = try await fixture.store.changeVault(
                id, of: tenant, version: nil, secrets: SecretEdit()
            ) {
                $0.readiness = .ready
                return []
            }
        }

        static func source(_ name: String, _ agent: Agent, into vault: String) -> JSON {
            [
                "name": .string(name), "agent": .string("\(agent.id)"),
                "configuration": ["kind": "files", "paths": ["/srv/www"]],
                "vaults": [.string(vault)],
            ]
        }
    }

    private func withHub(_ body: (Hub) async throws -> Void) async throws {
        try await APIFixture.with { fixture in
            let cookie = try #require(await fixture.signIn().cookie)
            let tenant = try #require(await fixture.store.tenant(named: "default"))
            try await body(
                Hub(fixture: fixture, tenant: tenant.id, cookie: [.cookie: cookie]))
        }
    }

    @Test func aVaultIsMadeShownChangedAndForgotten() async throws {
        try await withHub { hub in
            let agent = try await hub.addAgent()
            let made = try await hub.ask(
                .post, "/vaults",
                body: [
                    "name": "Far", "format": "repository",
                    "place": "rest:https://vault.example/r",
                    "cadence": ["check": "0 4 * * SUN", "zone": "Europe/Berlin"],
                    "secrets": ["password": "hush hush"],
                    "deletingSecrets": ["password": "more hush"],
                ])
            #expect(made.status == 201 && made.fields["ETag"] == "\"1\"")
            #expect(made.json?["cadence"]?["checkPercent"]?.wholeNumber == 5)
            #expect(made.json?["secrets"]?.list?.count == 3, "with the passphrase it got")
            #expect(!"\(made.json ?? .null)".contains("hush"))
            let id = try #require(made.json?["id"]?.text)
            #expect(try await hub.ask(.get, "/vaults/\(id)").json == made.json)
            #expect(try await hub.ask(.get, "/vaults").json?["items"]?[0] == made.json)
            let secrets = try await hub.ask(.get, "/secrets")
            #expect(secrets.json?["items"]?.list?.count == 3)

            let keeper = JSON.string("\(agent.id)")
            let stale = try await hub.ask(
                .patch, "/vaults/\(id)", ["If-Match": "\"7\""], body: ["keeper": keeper])
            #expect(stale.status == 412 && stale.code == "version_moved")
            let changed = try await hub.ask(
                .patch, "/vaults/\(id)", ["If-Match": "\"1\""],
                body: ["keeper": keeper, "deletingSecrets": ["password": .null]])
            #expect(changed.status == 200 && changed.fields["ETag"] == "\"2\"")
            #expect(changed.json?["keeper"] == keeper)
            #expect(changed.json?["secrets"]?.list?.count == 2)
            let without = try await hub.ask(.patch, "/vaults/\(id)", body: ["keeper": .null])
            #expect(without.json?["keeper"] == nil && without.status == 200)
            #expect(try await hub.ask(.delete, "/vaults/\(id)").status == 204)
            #expect(try await hub.ask(.delete, "/vaults/\(id)").status == 404)
            #expect(try await hub.ask(.get, "/vaults/\(id)").status == 404)
        }
    }

    @Test func whatBoundsAVaultIsSetAndTakenAway() async throws {
        try await withHub { hub in
            let made = try await hub.ask(
                .post, "/vaults",
                body: [
                    "name": "Far", "format": "repository", "quota": 1_073_741_824,
                    "place": "rest:https://vault.example/r", "bandwidth": ["upload": 1_048_576],
                ])
            #expect(made.status == 201, "\(made.json ?? .null)")
            #expect(made.json?["quota"] == 1_073_741_824)
            #expect(made.json?["bandwidth"] == ["upload": 1_048_576])
            let id = try #require(made.json?["id"]?.text)
            func change(_ body: JSON) async throws -> JSON {
                let answer = try await hub.ask(.patch, "/vaults/\(id)", body: body)
                #expect(answer.status == 200, "\(answer.json ?? .null)")
                return answer.json ?? .null
            }
            let other = try await change(["bandwidth": ["download": 2048]])
            #expect(other["bandwidth"] == ["download": 2048])
            #expect(other["quota"] == 1_073_741_824, "what is not said stays")
            let without = try await change(["quota": .null, "bandwidth": [:]])
            #expect(without["quota"] == nil && without["bandwidth"] == nil)
            for body in [
                ["quota": 1_048_575], ["quota": -1], ["bandwidth": ["upload": 1023]],
                ["bandwidth": ["upload": 0]], ["bandwidth": ["sideways": 4096]],
                ["bandwidth": .null],
            ] as [JSON] {
                let answer = try await hub.ask(.patch, "/vaults/\(id)", body: body)
                #expect(answer.status == 422 && answer.code == "invalid", "\(body)")
            }
            let audit = try await hub.fixture.store.auditEvents(
                in: .tenant(hub.tenant), matching: AuditFilter(), before: nil, limit: 100)
            let facts = audit.filter { $0.draft.action.rawValue.hasPrefix("vault.") }.map {
                event in
                event.draft.detail.facts.filter {
                    ["quota", "upload", "download"].contains($0.name)
                }.map { "\($0.name) \($0.value)" }
            }
            #expect(
                facts.reversed() == [
                    ["quota 1GiB", "upload 1MiB"], ["upload none", "download 2KiB"],
                    ["quota none", "upload none", "download none"],
                ], "\(facts)")
        }
    }

    /// Nobody else has it, and what lies in the vault is read with nothing else.
    @Test func aPassphraseThatTheHubMadeIsNotReplaced() async throws {
        try await withHub { hub in
            func make(_ name: String, _ secrets: JSON) async throws -> String {
                let made = try await hub.ask(
                    .post, "/vaults",
                    body: [
                        "name": .string(name), "format": "repository",
                        "place": .string("rest:https://vault.example/\(name)"),
                        "secrets": secrets,
                    ])
                return try #require(made.json?["id"]?.text)
            }
            func replace(_ vault: String, _ secret: JSON) async throws -> String? {
                let answer = try await hub.ask(
                    .patch, "/vaults/\(vault)", body: ["secrets": ["passphrase": secret]])
                return answer.status == 200 ? nil : answer.code
            }
            let made = try await make("made", [:])
            // Perhaps somebody's own repository lies there.
            #expect(try await replace(made, "what opens mine") == nil)
            let hubs = try await make("hubs", [:])
            let given = try await make("given", ["passphrase": "correct horse"])
            for vault in [made, hubs, given] {
                try await hub.makeReady(vault)
            }
            #expect(try await replace(hubs, "correct horse") == "passphrase_made_here")
            #expect(try await replace(hubs, .null) == "passphrase_made_here")
            #expect(try await replace(given, "another one") == nil)
            #expect(try await replace(made, "another one") == nil)
            #expect(try await hub.ask(.patch, "/vaults/\(hubs)", body: ["name": "n"]).status == 200)
        }
    }

    @Test func whatIsWrongWithAVaultIsSaid() async throws {
        try await withHub { hub in
            let agent = try await hub.addAgent()
            func refusal(_ body: JSON) async throws -> String? {
                let answer = try await hub.ask(.post, "/vaults", body: body)
                #expect([409, 422].contains(answer.status))
                return answer.code
            }
            let owner = JSON.string("\(agent.id)")
            #expect(
                try await refusal(["name": "x", "format": "archive", "place": "file:/x"])
                    == "vault_needs_owner")
            #expect(
                try await refusal([
                    "name": "x", "format": "archive", "place": "nonsense:", "owner": owner,
                ]) == "invalid")
            #expect(
                try await refusal([
                    "name": "x", "format": "archive", "place": "https://x.example/",
                    "owner": owner,
                ]) == "invalid")
            #expect(
                try await refusal([
                    "name": "x", "format": "archive", "place": "file:/x",
                    "owner": .string("\(Sample.id(Agent.self))"),
                ]) == "agent_unknown")
            #expect(
                try await refusal([
                    "name": "x", "format": "archive", "place": "file:/x", "owner": owner,
                    "cadence": ["zone": "Mars/Olympus"],
                ]) == "invalid")
            _ = try await hub.addVault(agent, "taken")
            #expect(
                try await refusal([
                    "name": "taken", "format": "archive", "place": "file:/x", "owner": owner,
                ]) == "name_taken")
        }
    }

    @Test func theSameRequestIsMadeOnce() async throws {
        try await withHub { hub in
            let agent = try await hub.addAgent()
            let vault = try await hub.addVault(agent)
            let key: HTTPFields = ["Idempotency-Key": "a-1"]
            let body = Hub.source("Web", agent, into: vault)
            let first = try await hub.ask(.post, "/sources", key, body: body)
            let second = try await hub.ask(.post, "/sources", key, body: body)
            #expect(first.status == 201 && second.status == 201 && first.json == second.json)
            let other = try await hub.ask(
                .post, "/sources", key, body: Hub.source("Other", agent, into: vault))
            #expect(other.status == 409 && other.code == "idempotency_key_reused")
            let bad = try await hub.ask(
                .post, "/sources", ["Idempotency-Key": "a b"], body: body)
            #expect(bad.status == 422)
            #expect(try await hub.ask(.get, "/sources").json?["items"]?.list?.count == 1)
        }
    }

    @Test func aMachineHasCommandsForAllItsSources() async throws {
        try await withHub { hub in
            let path = "/agents/\(try await hub.addAgent().id)/hooks"
            #expect(try await hub.ask(.get, path).json == [:])
            let hooks: JSON = ["before": "mount /mnt/disk", "after": "umount /mnt/disk"]
            #expect(try await hub.ask(.put, path, body: hooks).json == hooks)
            #expect(try await hub.ask(.get, path).json == hooks)
            let listed = try await hub.ask(.get, "/secrets")
            let kinds = listed.json?["items"]?.list?.map { $0["kind"]?.text }
            #expect(kinds == ["agent", "agent"])
            #expect(!"\(listed.json ?? .null)".contains("mount"))
            let empty = try await hub.ask(.put, path, body: ["before": ""])
            #expect(empty.status == 422)
            #expect(try await hub.ask(.put, path, body: ["after": "sync"]).status == 200)
            #expect(try await hub.ask(.get, path).json == ["after": "sync"])

            let viewer = try await hub.ask(
                .post, "/api-tokens", body: ["name": "v", "role": "viewer"])
            let token = try #require(viewer.json?["token"]?.text)
            let seen = try await hub.fixture.ask(
                .get, "/api/v1/tenants/\(hub.tenant)\(path)",
                [.authorization: "Bearer \(token)"])
            #expect(seen.status == 403)
        }
    }

    @Test func commandsAreShownToThoseWhoMayChangeThem() async throws {
        try await withHub { hub in
            let agent = try await hub.addAgent()
            let vault = try await hub.addVault(agent)
            let source = try await hub.addSource(agent, into: vault)
            let hooks: JSON = ["before": "mysqldump --password=x", "timeLimit": 60_000]
            let changed = try await hub.ask(
                .patch, "/sources/\(source)", body: ["hooks": hooks])
            #expect(changed.status == 200 && changed.json?["hooks"] == hooks)
            #expect(try await hub.ask(.get, "/sources/\(source)").json?["hooks"] == hooks)
            let listed = try await hub.ask(.get, "/sources")
            #expect(!"\(listed.json ?? .null)".contains("mysqldump"))

            let viewer = try await hub.ask(
                .post, "/api-tokens", body: ["name": "v", "role": "viewer"])
            let token = try #require(viewer.json?["token"]?.text)
            let seen = try await hub.fixture.ask(
                .get, "/api/v1/tenants/\(hub.tenant)/sources/\(source)",
                [.authorization: "Bearer \(token)"])
            #expect(seen.status == 200)
            #expect(!"\(seen.json ?? .null)".contains("mysqldump"))
            let kept = try await hub.fixture.store.secrets(of: hub.tenant, PageRequest())
            let sealed = kept.items.flatMap(\.sealed)
            #expect(!String(decoding: sealed, as: UTF8.self).contains("mysqldump"))
        }
    }

    @Test func keepRulesBeyondTheSchedulesAreTold() async throws {
        try await withHub { hub in
            let agent = try await hub.addAgent()
            let vault = try await hub.addVault(agent)
            let source = try await hub.addSource(agent, into: vault)
            let schedule = try await hub.ask(
                .post, "/schedules",
                body: [
                    "name": "Nightly", "sources": [.string(source)],
                    "time": ["cron": "0 3 * * *", "zone": "UTC"], "jitterMinutes": 10,
                ])
            #expect(schedule.status == 201, "\(schedule.json ?? .null)")
            #expect(schedule.json?["next"]?.list?.count == 5)
            let changed = try await hub.ask(
                .patch, "/sources/\(source)",
                body: ["retention": ["rules": ["hourly": 24, "daily": 7]]])
            let conflicts = try #require(changed.json?["conflicts"]?.list)
            #expect(conflicts.map { $0["code"]?.text } == ["never_more_than_one"])
            #expect(conflicts.first?["vault"] == .string(vault))
            let fixed = try await hub.ask(
                .patch, "/sources/\(source)", body: ["retention": ["rules": ["daily": 7]]])
            #expect(fixed.json?["conflicts"]?.list?.isEmpty == true)
        }
    }

    @Test func aScheduleIsTriedOutPausedAndNeeded() async throws {
        try await withHub { hub in
            let agent = try await hub.addAgent()
            let vault = try await hub.addVault(agent)
            let source = try await hub.addSource(agent, into: vault)
            _ = try await hub.addSource(agent, into: vault, "Other")
            let preview = try await hub.ask(
                .post, "/schedule-previews", body: ["cron": "@daily", "zone": "Asia/Shanghai"])
            #expect(preview.json?["next"]?.list?.count == 5)
            let never = try await hub.ask(
                .post, "/schedule-previews", body: ["cron": "0 0 30 2 *", "zone": "UTC"])
            #expect(never.status == 422)
            let made = try await hub.ask(
                .post, "/schedules",
                body: [
                    "name": "N", "sources": [.string(source)],
                    "time": ["cron": "@daily", "zone": "UTC"],
                ])
            let id = try #require(made.json?["id"]?.text)
            let used = try await hub.ask(.delete, "/sources/\(source)")
            #expect(used.status == 409 && used.code == "in_use")
            #expect(used.json?["violations"]?[0]?["message"] == "N")
            let vaultUsed = try await hub.ask(.delete, "/vaults/\(vault)")
            #expect(vaultUsed.code == "in_use" && "\(vaultUsed.json ?? .null)".contains("Web"))
            let agentUsed = try await hub.ask(.delete, "/agents/\(agent.id)")
            #expect(agentUsed.status == 409 && agentUsed.code == "in_use")

            let paused = try await hub.ask(.put, "/schedules/\(id)/pause")
            #expect(paused.json?["enabled"] == false && paused.json?["next"]?.list == [])
            hub.fixture.time.advance(by: .seconds(100))
            let resumed = try await hub.ask(.delete, "/schedules/\(id)/pause")
            #expect(resumed.json?["enabled"] == true)
            #expect(resumed.json?["effective"] != made.json?["effective"])
            #expect(try await hub.ask(.delete, "/schedules/\(id)").status == 204)
            #expect(try await hub.ask(.delete, "/sources/\(source)").status == 204)
            let audit = try await hub.fixture.store.auditEvents(
                in: .tenant(hub.tenant), matching: AuditFilter(), before: nil, limit: 100)
            let actions = Set(audit.map(\.draft.action.rawValue))
            #expect(
                actions.isSuperset(of: [
                    "vault.created", "key.created", "source.created", "source.deleted",
                    "schedule.created", "schedule.changed", "schedule.deleted",
                ]))
        }
    }

    @Test func keysAreMadeAndTakenInAndNamed() async throws {
        try await withHub { hub in
            let agent = try await hub.addAgent()
            let made = try await hub.ask(.post, "/keys", body: ["name": "office"])
            #expect(made.status == 201 && made.json?["kept"] == true)
            let recipient = try #require(made.json?["recipient"]?.text)
            #expect(recipient.hasPrefix("age1"))
            let bad = try await hub.ask(
                .post, "/keys", body: ["name": "paper", "recipient": "age1nonsense"])
            #expect(bad.status == 422)
            let again = try await hub.ask(
                .post, "/keys", body: ["name": "paper", "recipient": .string(recipient)])
            #expect(again.code == "key_taken")
            let key = try #require(made.json?["id"])
            let vault = try await hub.ask(
                .post, "/vaults",
                body: [
                    "name": "Disk", "format": "archive", "place": "file:/x",
                    "owner": .string("\(agent.id)"), "keys": [key],
                ])
            #expect(vault.json?["keys"] == [key])
            let used = try await hub.ask(.delete, "/keys/\(key.text ?? "")")
            #expect(used.code == "in_use")
            #expect(
                try await hub.ask(.get, "/keys").json?["items"]?.list?.count == 1,
                "no key of the tenant was made where one was named")
        }
    }

    @Test func aMachineThatIsAwayAnswersNothing() async throws {
        try await withHub { hub in
            let agent = try await hub.addAgent()
            let vault = try await hub.addVault(agent)
            let folder = try await hub.ask(.get, "/agents/\(agent.id)/folder?path=/srv")
            #expect(folder.status == 409 && folder.code == "agent_away")
            let test = try await hub.ask(
                .post, "/vaults/\(vault)/connection-tests", body: [:])
            #expect(test.code == "agent_away")
            let stranger = try await hub.ask(
                .get, "/agents/\(Sample.id(Agent.self))/folder?path=/srv")
            #expect(stranger.status == 404)
        }
    }
}

extension JSON {
    var list: [JSON]? {
        if case .array(let elements) = self { elements } else { nil }
    }
}
