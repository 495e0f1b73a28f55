internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Markup
internal import Store
internal import Values

extension HubSite {
    private static let deletion = PathParameter("deletion", Schema<ID<Deletion>>.id())

    func addDeletions(to open: Routes<Visit>, _ door: HubDoor) {
        door.admitted(to: open, for: .viewSnapshots).add(
            .get, "/tenants/\(HubDoor.tenant)/deletions", .page("List the deletions")
        ) { visit in
            try await listDeletions(visit)
        }
        let deleting = door.admitted(to: open, for: .deleteSnapshots)
        deleting.add(
            .post, "/tenants/\(HubDoor.tenant)/deletions/\(Self.deletion)/withdrawal",
            .form("Keep a snapshot after all")
        ) { visit in
            try await press(visit, leadingTo: "deletions", then: .withdrawn) { tenant in
                _ = try await parts.deletions.withdraw(
                    visit[Self.deletion], of: tenant, by: visit.requester)
            }
        }
        deleting.add(
            .post, "/tenants/\(HubDoor.tenant)/deletions/\(Self.deletion)/retry",
            .form("Try a deletion again")
        ) { visit in
            try await press(visit, leadingTo: "deletions", then: .started) { tenant in
                _ = try await parts.deletions.retry(
                    visit[Self.deletion], of: tenant, by: visit.requester)
            }
        }
        let path: PathPattern =
            "/tenants/\(HubDoor.tenant)/snapshots/\(Self.snapshot)/deletion"
        deleting.add(.get, path, .page("Ask before a snapshot is deleted")) { visit in
            let inside = try await inside(visit)
            let shown = try await shownSnapshot(visit[Self.snapshot], in: tenant(of: visit))
            return visit.visit.page(Self.deletion(of: shown, inside, error: nil))
        }
        deleting.add(.post, path, .form("Have a snapshot deleted")) { visit in
            let tenant = try tenant(of: visit)
            let inside = try await inside(visit)
            let shown = try await shownSnapshot(visit[Self.snapshot], in: tenant)
            return try await confirm(
                visit, Self.typed(for: shown),
                page: { Self.deletion(of: shown, inside, error: $0) },
                leadingTo: inside.url("deletions"), done: .asked
            ) {
                _ = try await parts.deletions.ask(
                    for: shown.snapshot.id, of: tenant, isForced: false, by: visit.requester)
            }
        }
    }

    private func listDeletions(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let after = Cursor(visit.request)
        let page = try await parts.deletions.deletions(
            of: tenant, matching: DeletionFilter(), PageRequest(after: after ?? .start))
        var shown: [ShownDeletion] = []
        for deletion in page.items {
            var snapshot: ShownSnapshot?
            do {
                snapshot = try await shownSnapshot(deletion.snapshot, in: tenant)
            } catch let error as StoreError where error.kind == .notFound {}
            shown.append(ShownDeletion(deletion: deletion, snapshot: snapshot))
        }
        return visit.visit.page(
            DeletionsPage(
                inside: try await inside(visit), deletions: shown, next: page.next,
                isFirstPage: after == nil))
    }

    /// What is typed before it goes: the vault's name, which says what is lost from where.
    private static func typed(for shown: ShownSnapshot) -> String { shown.vault }

    private static func deletion(
        of shown: ShownSnapshot, _ inside: Inside, error: String?
    ) -> ConfirmationPage {
        let words = inside.words.alerts
        let name = inside.words.snapshots.of(shown)
        let back = inside.url("snapshots", shown.snapshot.id.description)
        return ConfirmationPage(
            inside: inside, place: .snapshots, title: words.deleteTitle(name),
            text: words.deleteText, name: typed(for: shown), losses: words.deleteLosses,
            button: words.delete,
            target: inside.url("snapshots", shown.snapshot.id.description, "deletion"),
            back: back,
            crumbs: [(inside.words.snapshots.title, inside.url("snapshots")), (name, back)],
            error: error)
    }
}
