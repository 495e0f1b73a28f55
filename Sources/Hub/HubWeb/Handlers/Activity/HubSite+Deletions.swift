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
        addConfirmation(
            to: deleting, at: "/tenants/\(HubDoor.tenant)/snapshots/\(Self.snapshot)/deletion",
            asks: "Ask before a snapshot is deleted", does: "Have a snapshot deleted",
            of: { try await shownSnapshot($0[Self.snapshot], in: tenant(of: $0)) },
            page: Self.deletion, leadingTo: { $1.url("deletions") }, done: .asked
        ) { visit, shown in
            _ = try await parts.deletions.ask(
                for: shown.snapshot.id, of: tenant(of: visit), isForced: false,
                by: visit.requester)
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

    private static func deletion(
        of shown: ShownSnapshot, _ inside: Inside, error: String?
    ) -> ConfirmationPage {
        let words = inside.words.alerts
        let name = inside.words.snapshots.of(shown)
        let back = inside.url("snapshots", shown.snapshot.id.description)
        return ConfirmationPage(
            inside: inside, place: .snapshots, title: words.deleteTitle(name),
            text: words.deleteText,
            // What it is of is typed; of another program's snapshot how its own list begins it.
            name: shown.source.isEmpty ? String(shown.snapshot.locator.prefix(8)) : shown.source,
            losses: words.deleteLosses(
                from: shown.vault, made: Moment(shown.snapshot.claimedTime).text),
            button: words.delete,
            target: inside.url("snapshots", shown.snapshot.id.description, "deletion"),
            back: back,
            crumbs: [(inside.words.snapshots.title, inside.url("snapshots")), (name, back)],
            error: error)
    }
}
