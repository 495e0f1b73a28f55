internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Values

// What people do with snapshots: keep them, rehearse them, give them back.

extension HubAPI {
    private static let kept = PathParameter("snapshot", Schema<ID<KnownSnapshot>>.id())
    private static let copied = PathParameter("vault", Schema<ID<KnownVault>>.id())
    private static let hold = PathParameter("hold", Schema<ID<SnapshotHold>>.id())
    private static let tags = ["Snapshots"]

    func addSnapshotCare(to routes: Routes<Call>, _ door: HubDoor) {
        let pinning = door.authorised(to: routes, for: .pinSnapshots)
        pinning.add(
            .put, "/api/v1/tenants/\(HubDoor.tenant)/snapshots/\(Self.kept)/pin",
            RouteAbout("Pin a snapshot", tags: Self.tags, failures: Self.tenantFailures),
            takes: PinForm.schema, gives: SnapshotDocument.schema
        ) { context, form in
            document(
                of: try await parts.snapshots.pin(
                    context[Self.kept], of: context.tenant, note: form.note,
                    by: context.requester))
        }
        pinning.add(
            .delete, "/api/v1/tenants/\(HubDoor.tenant)/snapshots/\(Self.kept)/pin",
            RouteAbout("Unpin a snapshot", tags: Self.tags, failures: Self.tenantFailures),
            gives: SnapshotDocument.schema
        ) { context in
            document(
                of: try await parts.snapshots.unpin(
                    context[Self.kept], of: context.tenant, by: context.requester))
        }
        door.authorised(to: routes, for: .holdSnapshots).add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/snapshots/\(Self.kept)/holds",
            RouteAbout("Hold a snapshot", tags: Self.tags, failures: Self.tenantFailures),
            takes: HoldForm.schema, gives: SnapshotDocument.schema, status: .created
        ) { context, form in
            document(
                of: try await parts.snapshots.hold(
                    context[Self.kept], of: context.tenant, reason: form.reason,
                    until: form.until, by: context.requester))
        }
        door.authorised(to: routes, for: .releaseHolds).add(
            .delete,
            "/api/v1/tenants/\(HubDoor.tenant)/snapshots/\(Self.kept)/holds/\(Self.hold)",
            RouteAbout("Release a hold", tags: Self.tags, failures: Self.tenantFailures),
            gives: SnapshotDocument.schema
        ) { context in
            document(
                of: try await parts.snapshots.release(
                    context[Self.hold], of: context[Self.kept], in: context.tenant,
                    by: context.requester))
        }
    }

    func addSnapshotRuns(to routes: Routes<Call>, _ door: HubDoor) {
        door.authorised(to: routes, for: .startDrills).add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/snapshots/\(Self.kept)/drills",
            RouteAbout(
                "Rehearse a restore of a snapshot", tags: Self.tags,
                headers: Precondition.creating,
                failures: Self.tenantFailures),
            gives: RunDocument.schema, status: .created
        ) { context in
            document(
                of: try await parts.runs.once(context.idempotencyKey()).rehearse(
                    context[Self.kept], of: context.tenant, by: context.requester))
        }
        door.authorised(to: routes, for: .startMaintenance).add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/snapshots/\(Self.kept)/copies",
            RouteAbout(
                "Copy a snapshot to another vault", tags: Self.tags,
                headers: Precondition.creating,
                failures: Self.tenantFailures),
            takes: CopyForm.schema, gives: RunDocument.schema, status: .created
        ) { context, form in
            document(
                of: try await parts.runs.once(context.idempotencyKey(for: form, CopyForm.schema))
                    .copy(
                        context[Self.kept], to: form.vault, of: context.tenant,
                        by: context.requester))
        }
        door.authorised(to: routes, for: .startMaintenance).add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/vaults/\(Self.copied)/copies",
            RouteAbout(
                "Copy now what is missing where a rule of the vault keeps it as well",
                tags: ["Vaults"], failures: Self.tenantFailures),
            takes: CopyForm.schema, gives: ListDocument.schema("RunList", of: RunDocument.schema),
            status: .created
        ) { context, form in
            let runs = try await parts.runs.copyWhatIsMissing(
                from: context[Self.copied], to: form.vault, of: context.tenant,
                by: context.requester)
            return ListDocument(items: runs.map { document(of: $0) })
        }
    }
}

private struct PinForm: Sendable {
    let note: String

    static let schema = Schema<PinForm>.object(
        "PinForm", "Why a snapshot is kept.", Field("note", \.note, .text(0...1000), default: "")
    ) { PinForm(note: $0) }
}

private struct CopyForm: Sendable {
    let vault: ID<KnownVault>

    static let schema = Schema<CopyForm>.object(
        "CopyForm", "Where a snapshot is to be kept as well.",
        Field("vault", \.vault, .id(), "Of the same format, and within reach of the same agent.")
    ) { CopyForm(vault: $0) }
}

private struct HoldForm: Sendable {
    let reason: String
    let until: Timestamp?

    static let schema = Schema<HoldForm>.object(
        "HoldForm", "Why nobody may take a snapshot away.",
        Field("reason", \.reason, .field(Fields.reason)),
        Field(optional: "until", \.until, .timestamp, "Without it, until it is released.")
    ) { HoldForm(reason: $0, until: $1) }
}
