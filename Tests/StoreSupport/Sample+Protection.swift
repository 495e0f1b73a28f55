package import Domain
package import Store
package import Values

extension Sample {
    package static func key(
        _ name: String = "main", of tenant: ID<Tenant>, created: Timestamp = now
    ) -> KnownKey {
        let id: ID<KnownKey> = id()
        let text = "\(id)".replacing("-", with: "")
        return KnownKey(
            id: id, tenant: tenant, name: name, recipient: "age1\(text)", created: created)
    }

    package static func vault(
        _ name: String = "Disk", of tenant: ID<Tenant>, format: KnownVault.Format = .archive,
        created: Timestamp = now
    ) -> KnownVault {
        KnownVault(
            id: id(), tenant: tenant, name: name, format: format,
            place: "https://vault.example/\(name)", created: created)
    }

    package static func source(
        _ name: String = "Web", of tenant: ID<Tenant>, at place: SourcePlace,
        into vaults: [ID<KnownVault>], created: Timestamp = now
    ) -> Source {
        Source(
            id: id(), tenant: tenant, name: name, place: place,
            configuration: .files(FilesConfiguration(paths: ["/srv/www"], excludes: ["*.tmp"])),
            vaults: vaults, created: created)
    }

    package static func schedule(
        _ name: String = "Nightly", of tenant: ID<Tenant>, firing sources: [ID<Source>],
        cron: String = "0 3 * * *", created: Timestamp = now
    ) throws -> Schedule {
        Schedule(
            id: id(), tenant: tenant, name: name,
            time: try ScheduleTime(cron: cron, zone: "Europe/Berlin"), sources: sources,
            jitter: .seconds(600), effective: created)
    }

    package static func secret(
        _ name: SecretName, of owner: SecretOwner, in tenant: ID<Tenant>,
        for purpose: SecretPurpose = .use, sealed: [UInt8] = [1, 2, 3],
        changed: Timestamp = now
    ) -> StoredSecret {
        StoredSecret(
            id: id(), tenant: tenant, owner: owner, purpose: purpose, name: name,
            sealed: sealed, changed: changed)
    }

    package static func idempotencyKey(_ text: String, of request: UInt8 = 1) -> IdempotencyKey {
        guard let key = IdempotencyKey(text, digest: Array(repeating: request, count: 32)) else {
            preconditionFailure("a plain text and 32 bytes")
        }
        return key
    }
}

extension World {
    /// An agent of the tenant.
    package func addAgent(_ name: String = "web") async throws -> Agent {
        let token = Sample.token(.enrolment, tenant: tenant.id)
        try await store.issueToken(token, replacing: false, audit: [])
        let agent = Sample.agent(name, of: .tenant(tenant.id))
        return try await store.enrol(agent.key, by: token.hash, at: Sample.now) { _ in
            (agent, [])
        }
    }

    package func addVault(
        _ name: String = "Disk", format: KnownVault.Format = .archive,
        _ change: (inout KnownVault) -> Void = { _ in }
    ) async throws -> KnownVault {
        var vault = Sample.vault(name, of: tenant.id, format: format)
        change(&vault)
        return try await store.addVault(vault, secrets: [], once: nil, audit: []).item
    }

    package func addSource(
        _ name: String = "Web", at place: SourcePlace, into vaults: [ID<KnownVault>]
    ) async throws -> Source {
        let source = Sample.source(name, of: tenant.id, at: place, into: vaults)
        return try await store.addSource(source, secrets: [], once: nil, audit: []).item
    }

    package func addSchedule(
        _ name: String = "Nightly", firing sources: [ID<Source>]
    ) async throws -> Schedule {
        let schedule = try Sample.schedule(name, of: tenant.id, firing: sources)
        return try await store.addSchedule(schedule, once: nil, audit: []).item
    }
}
