internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Values

// Files given back: what that would do, and doing it, on the machine they are of or on another.

extension HubAPI {
    private static let restored = PathParameter("snapshot", Schema<ID<KnownSnapshot>>.id())
    private static let target = PathParameter("agent", Schema<ID<Agent>>.id())
    private static let tags = ["Snapshots"]
    private static let plans: PathPattern =
        "/api/v1/tenants/\(HubDoor.tenant)/snapshots/\(restored)/restore-plans"
    private static let restores: PathPattern =
        "/api/v1/tenants/\(HubDoor.tenant)/snapshots/\(restored)/restores"
    private static let plansThere: PathPattern =
        "/api/v1/tenants/\(HubDoor.tenant)/snapshots/\(restored)/agents/\(target)/restore-plans"
    private static let restoresThere: PathPattern =
        "/api/v1/tenants/\(HubDoor.tenant)/snapshots/\(restored)/agents/\(target)/restores"

    func addRestores(to routes: Routes<Call>, _ door: HubDoor) {
        let home = door.authorised(to: routes, for: .restore)
        home.add(
            .post, Self.plans,
            RouteAbout(
                "Find out what a restore would do on the machine that files are of",
                tags: Self.tags, headers: Precondition.creating,
                failures: Self.tenantFailures),
            takes: RestoreForm.schema, gives: RunDocument.schema, status: .created
        ) { context, form in
            document(
                of: try await parts.runs.once(context.idempotencyKey(for: form, RestoreForm.schema))
                    .plan(
                        form.wish(of: context[Self.restored]), of: context.tenant,
                        by: context.requester))
        }
        home.add(
            .post, Self.restores,
            RouteAbout(
                "Give files back on the machine that they are of", tags: Self.tags,
                headers: Precondition.creating,
                failures: Self.tenantFailures),
            takes: RestoreForm.schema, gives: RunDocument.schema, status: .created
        ) { context, form in
            document(
                of: try await parts.runs.once(context.idempotencyKey(for: form, RestoreForm.schema))
                    .restore(
                        form.wish(of: context[Self.restored]), of: context.tenant,
                        by: context.requester))
        }
        addRestoresElsewhere(to: door.authorised(to: routes, for: .restoreElsewhere))
    }

    private func addRestoresElsewhere(to elsewhere: Routes<Authorised<Call>>) {
        elsewhere.add(
            .post, Self.plansThere,
            RouteAbout(
                "Find out what a restore would do on another machine", tags: Self.tags,
                headers: Precondition.creating,
                failures: Self.tenantFailures),
            takes: RestoreForm.schema, gives: RunDocument.schema, status: .created
        ) { context, form in
            document(
                of: try await parts.runs.once(context.idempotencyKey(for: form, RestoreForm.schema))
                    .plan(
                        form.wish(of: context[Self.restored], to: context[Self.target]),
                        of: context.tenant, by: context.requester))
        }
        elsewhere.add(
            .post, Self.restoresThere,
            RouteAbout(
                "Give files back on another machine", tags: Self.tags,
                headers: Precondition.creating,
                failures: Self.tenantFailures),
            takes: RestoreForm.schema, gives: RunDocument.schema, status: .created
        ) { context, form in
            document(
                of: try await parts.runs.once(context.idempotencyKey(for: form, RestoreForm.schema))
                    .restore(
                        form.wish(of: context[Self.restored], to: context[Self.target]),
                        of: context.tenant, by: context.requester))
        }
    }
}

private struct RestoreForm: Sendable {
    let folder: String?
    let paths: [String]
    let conflicts: RestoreTerms.Conflicts
    let moves: [RestoreTerms.Move]
    let confirmation: String?
    let download: ByteCount?

    static let schema = Schema<RestoreForm>.object(
        "RestoreForm", "Which files are given back, where, and beside what.",
        Field(
            optional: "folder", \.folder, .text(1...4096, rule),
            "Of the machine; its policy has to allow it. Without it, files go back to where they "
                + "came from."),
        Field(
            "paths", \.paths, .list(of: .field(Fields.path), 0...1000), default: [],
            "From the root of the snapshot; none for everything. One that is no text is `~` and "
                + "its bytes in URL-safe base 64."),
        Field(
            "conflicts", \.conflicts, .choice, default: .fail,
            "Where something else is already: `fail` restores nothing, `skip` leaves it alone, "
                + "`rename` puts the file beside it, `overwrite` takes its place."),
        Field(
            "moves", \.moves, .list(of: .move, 0...100), default: [],
            "What takes the place of the beginning of a path; the longest that fits counts."),
        Field(
            optional: "confirmation", \.confirmation, .field(Fields.hostName),
            "The machine's name as a person typed it; nothing is restored in place without it."),
        Field(
            optional: "download", \.download, .rate,
            "Bytes a second from the vault, of this run alone, where the machine opens the vault "
                + "itself.")
    ) {
        RestoreForm(
            folder: $0, paths: $1, conflicts: $2, moves: $3, confirmation: $4, download: $5)
    }

    func wish(of snapshot: ID<KnownSnapshot>, to agent: ID<Agent>? = nil) -> RestoreWish {
        RestoreWish(
            snapshot: snapshot, paths: paths,
            destination: folder.map { .folder(path: $0) } ?? .inPlace, agent: agent,
            terms: RestoreTerms(
                conflicts: conflicts, moves: moves, confirmation: confirmation),
            bandwidth: Bandwidth(download: download).ifAny)
    }

    private static let rule = TextRule(
        pattern: "^/[^\\u0000]*$", expected: "a path from the root"
    ) { $0.utf8.first == UInt8(ascii: "/") && !$0.utf8.contains(0) }
}
