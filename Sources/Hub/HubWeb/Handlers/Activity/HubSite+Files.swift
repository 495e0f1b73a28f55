internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Markup
internal import Store
internal import Values

extension HubSite {
    private static let versioned = PathParameter("source", Schema<ID<Source>>.id())
    /// Snapshots to compare with that are offered.
    private static let othersShown = 100
    /// Beside the files; the list of agents has the rest.
    private static let agentsFound = 8

    func addFiles(to open: Routes<Visit>, _ door: HubDoor) {
        let browsing = door.admitted(to: open, for: .browseSnapshots)
        browsing.add(
            .get, "/tenants/\(HubDoor.tenant)/snapshots/\(Self.snapshot)/files",
            .page("Show what lies in a snapshot")
        ) { visit in
            try await showFiles(visit)
        }
        browsing.add(
            .get, "/tenants/\(HubDoor.tenant)/snapshots/\(Self.snapshot)/changes",
            .page("Compare two snapshots")
        ) { visit in
            try await showChanges(visit)
        }
        browsing.add(
            .get, "/tenants/\(HubDoor.tenant)/find", .page("Find files in snapshots")
        ) { visit in
            try await find(visit)
        }
        browsing.add(
            .get, "/tenants/\(HubDoor.tenant)/sources/\(Self.versioned)/versions",
            .page("Show a file over time")
        ) { visit in
            try await showVersions(visit)
        }
    }

    func query(_ visit: AdmittedVisit, _ name: String) -> String? {
        visit.request.queryItems?.first { $0.name == name }?.value
    }

    private func showFiles(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let folder = EntryPath(query(visit, "folder") ?? "")
        let after = query(visit, "after").flatMap { EntryPath($0).names.first }
        let shown = try await shownSnapshot(visit[Self.snapshot], in: tenant)
        let finding = try await answered(visit) {
            try await parts.browser.tree(
                of: shown.snapshot.id, in: tenant, folder: folder.names, after: after)
        }
        return visit.visit.page(
            FilesPage(
                inside: try await inside(visit), shown: shown, folder: folder, finding: finding,
                refusal: kept(visit)?.trouble.whole))
    }

    private func showChanges(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let shown = try await shownSnapshot(visit[Self.snapshot], in: tenant)
        let all = try await parts.snapshots.snapshots(
            of: tenant,
            matching: SnapshotFilter(
                source: shown.snapshot.source, vault: shown.snapshot.vault),
            PageRequest(limit: Self.othersShown)
        ).items.filter { $0.id != shown.snapshot.id }
        let asked = query(visit, "with")
        let other =
            all.first { $0.id.description == asked }
            ?? all.first { $0.claimedTime <= shown.snapshot.claimedTime } ?? all.first
        var finding: Connections.Finding<DiffPage>?
        if let other {
            let after = query(visit, "after").map { FileName(EntryPath($0).bytes) }
            finding = try await answered(visit) {
                try await parts.browser.differences(
                    from: other.id, to: shown.snapshot.id, in: tenant, after: after)
            }
        }
        return visit.visit.page(
            ChangesPage(
                inside: try await inside(visit), shown: shown, others: all, other: other,
                finding: finding, clock: await clock(of: visit)))
    }

    private func find(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        // The search on top of every page calls it a text.
        let sought = query(visit, "name") ?? query(visit, "text") ?? ""
        let pattern = String(sought.trimmingBlanks.prefix(1000))
        let source = query(visit, "source") ?? ""
        let patience =
            query(visit, FindPage.Patience.field).flatMap { FindPage.Patience(rawValue: $0) }
            ?? .short
        let after = Cursor(visit.request)
        let values = FormValues(visit.request.queryItems ?? [])
        var page = FindPage(
            inside: try await inside(visit), pattern: pattern, source: source,
            reach: query(visit, FindPage.Reach.field).flatMap { FindPage.Reach(rawValue: $0) }
                ?? .newest,
            values: values, patience: patience, after: after)
        var wanted = Set([ID<Source>(source)].compactMap(\.self))
        if !pattern.isEmpty, !SeekField.isSeeking(values) {
            let glob = FindPage.glob(pattern)
            let found =
                if page.isOfNewest {
                    try await parts.browser.findNewest(
                        glob, in: tenant, after: after ?? .start, patience: patience.duration)
                } else {
                    try await parts.browser.find(
                        glob, in: tenant, matching: SnapshotFilter(source: ID(source)),
                        after: after ?? .start, patience: patience.duration)
                }
            page.hits = found
            for snapshot in found.hits.map(\.snapshot) where page.names[snapshot.id] == nil {
                page.names[snapshot.id] = try await shownSnapshot(snapshot.id, in: tenant)
            }
            wanted.formUnion(found.gaps.compactMap(\.snapshot.source))
            page.agents = try await agents(named: pattern, in: tenant)
        }
        page.sources = try await choosableSources(
            of: tenant, matching: SourceFilter(text: values.sought), with: wanted)
        return visit.visit.page(page)
    }

    /// The search on top of every page is for them as well.
    private func agents(named text: String, in tenant: ID<Tenant>) async throws -> [Agent] {
        guard !text.isEmpty else { return [] }
        return try await parts.fleet.agents(
            of: tenant, matching: AgentFilter(text: String(text.prefix(100))),
            PageRequest(limit: Self.agentsFound)
        ).items
    }

    private func showVersions(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let path = EntryPath(query(visit, "path") ?? "")
        let source = try await parts.sources.source(
            visit[Self.versioned], of: tenant, seesHooks: false
        ).source
        let (versions, next) = try await parts.browser.versions(
            of: FileName(path.bytes), of: source.id, in: tenant,
            after: Cursor(visit.request) ?? .start)
        var vaults: [ID<KnownVault>: String] = [:]
        for vault in Set(versions.map(\.snapshot.vault)) {
            vaults[vault] = try await name(of: vault, in: tenant)
        }
        return visit.visit.page(
            VersionsPage(
                inside: try await inside(visit), source: source, path: path, versions: versions,
                vaults: vaults, next: next))
    }

    /// What an agent answered; a rule's refusal is an answer as well, in the reader's language.
    func answered<Value: Sendable>(
        _ visit: AdmittedVisit,
        _ body: () async throws -> Connections.Finding<Value>
    ) async throws -> Connections.Finding<Value> {
        do {
            return try await body()
        } catch let error as StoreError {
            guard let refusal = error.refusal else { throw error }
            return .refused(
                RunFailure(
                    code: refusal.rawValue,
                    message: visit.visit.words.refusals.sentence(for: refusal),
                    disposition: .needsOperator))
        }
    }
}
