internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Values

// What the keep rules of a source do: looked at, before anything is forgotten.

extension HubAPI {
    private static let source = PathParameter("source", Schema<ID<Source>>.id())
    private static let preview: PathPattern =
        "/api/v1/tenants/\(HubDoor.tenant)/sources/\(source)/retention-preview"
    private static let vault = QueryParameter<ID<KnownVault>?>(
        "vault", .id(), "Only in this vault.")
    private static let tags = ["Retention"]

    func addRetention(to routes: Routes<Call>, _ door: HubDoor) {
        let seen = door.authorised(to: routes, for: .viewSnapshots)
        seen.add(
            .get, Self.preview,
            RouteAbout(
                "Tell which snapshots of a source would go, and why", tags: Self.tags,
                query: [Self.vault.description], failures: Self.tenantFailures),
            gives: RetentionListDocument.schema
        ) { context in
            RetentionListDocument(
                try await parts.keeping.retention.preview(
                    context[Self.source], of: context.tenant, in: context[Self.vault]))
        }
        seen.add(
            .post, Self.preview,
            RouteAbout(
                "Tell which snapshots of a source would go by other rules", tags: Self.tags,
                query: [Self.vault.description], failures: Self.tenantFailures),
            takes: RetentionTrialForm.schema, gives: RetentionListDocument.schema
        ) { context, form in
            RetentionListDocument(
                try await parts.keeping.retention.preview(
                    context[Self.source], of: context.tenant, in: context[Self.vault],
                    trying: form.rules))
        }
    }
}

/// One preview for each vault.
private struct RetentionListDocument: Sendable {
    let items: [RetentionDocument]

    static let schema = Schema<RetentionListDocument>.object(
        "RetentionPreviewList", "What the keep rules of a source do, vault by vault.",
        Field("items", \.items, .list(of: RetentionDocument.schema, 0...8))
    ) { RetentionListDocument(items: $0) }

    private init(items: [RetentionDocument]) {
        self.items = items
    }

    init(_ previews: [RetentionPreview]) {
        self.init(items: previews.map { RetentionDocument($0) })
    }
}

/// Rules that somebody thinks of.
private struct RetentionTrialForm: Sendable {
    let rules: RetentionRules

    static let schema = Schema<RetentionTrialForm>.object(
        "RetentionTrialForm", "Keep rules to try out; nothing is changed.",
        Field("rules", \.rules, .retention)
    ) { RetentionTrialForm(rules: $0) }
}
