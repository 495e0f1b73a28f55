internal import Domain
internal import HTTPServer
internal import HubDoor
internal import JSON
internal import Store
internal import Values

extension HubSite {
    private static let auditPageSize = 50
    /// As many as are read at once for a download.
    private static let exportPageSize = 500

    func addAudit(to open: Routes<Visit>, _ door: HubDoor) {
        let seen = door.admitted(to: open, for: .viewAudit)
        seen.add(.get, "/tenants/\(HubDoor.tenant)/audit", .page("Show the audit log")) { visit in
            let tenant = try tenant(of: visit)
            return try await auditPage(
                visit, of: .tenant(tenant), base: ["tenants", "\(tenant)", "audit"])
        }
        seen.add(
            .get, "/tenants/\(HubDoor.tenant)/audit/export", .page("Download the audit log")
        ) { visit in
            export(.tenant(try tenant(of: visit)))
        }
        let hub = door.admitted(to: open, for: .viewHubAudit)
        hub.add(.get, "/hub/audit", .page("Show the hub's audit log")) { visit in
            try await auditPage(visit, of: .hub, base: ["hub", "audit"])
        }
        hub.add(.get, "/hub/audit/export", .page("Download the hub's audit log")) { _ in
            export(.hub)
        }
    }

    private func auditPage(
        _ visit: AdmittedVisit, of scope: AuditScope, base: [String]
    ) async throws -> HTTPResponse {
        let inside = try await inside(visit)
        let filter = AuditPage.Filter(visit.request)
        let before = visit.request.queryItems?.first { $0.name == "before" }
            .flatMap { Int64($0.value) }
        let found = try await parts.audit.auditEvents(
            in: scope, matching: filter.storeFilter, before: before,
            limit: Self.auditPageSize + 1)
        let events = Array(found.prefix(Self.auditPageSize))
        let words = inside.words.audit
        return visit.visit.page(
            AuditPage(
                inside: inside, title: scope == .hub ? words.hubTitle : words.title,
                place: scope == .hub ? .hub : .audit, base: base, filter: filter, events: events,
                next: found.count > events.count ? events.last?.sequence : nil,
                isFirstPage: before == nil))
    }

    /// The whole chain as JSON lines, in its order, with the hashes that link it.
    private func export(_ scope: AuditScope) -> HTTPResponse {
        let audit = parts.audit
        var response = HTTPResponse(
            .ok, fields: [.contentType: "application/x-ndjson", .cacheControl: "no-store"],
            body: .stream(length: nil) { writer in
                var last: Int64 = 0
                while true {
                    let events = try await audit.auditChain(
                        of: scope, after: last, limit: Self.exportPageSize)
                    guard let end = events.last else { return }
                    try await writer.write(events.map { $0.line + "\n" }.joined())
                    last = end.sequence
                }
            })
        response.offerDownload(as: "audit.jsonl")
        return response
    }
}

extension AuditEvent {
    /// As one line of the download.
    fileprivate var line: String {
        var members = JSONObject()
        members["sequence"] = JSON(Int(sequence))
        members["time"] = .string(draft.time.description)
        members["action"] = .string(draft.action.rawValue)
        if case .user(let id, let login) = draft.actor {
            members["user"] = .string(id.description)
            members["login"] = .string(login)
        }
        if let target = draft.target {
            members["targetKind"] = .string(target.kind)
            members["target"] = .string(target.id.description)
            members["targetName"] = .string(target.name)
        }
        members["address"] = .string(draft.address)
        members["detail"] = .string(draft.detail.text)
        members["previousHash"] = .string(Hex.encode(previousHash.bytes))
        members["hash"] = .string(Hex.encode(hash.bytes))
        return JSON.object(members).line
    }
}
