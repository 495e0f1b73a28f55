internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import Markup
internal import Store
internal import Values

extension HubSite {
    /// As many as a page's boxes.
    private static let pathsMax = 1000
    /// Longer than this, some proxies let no address pass.
    private static let addressMax = 4000

    func addDownloads(to open: Routes<Visit>, _ door: HubDoor) {
        door.admitted(to: open, for: .browseSnapshots).add(
            .post, "/tenants/\(HubDoor.tenant)/snapshots/\(Self.snapshot)/choice",
            .form("Restore or download what was chosen")
        ) { visit in
            try await take(visit)
        }
        open.add(.get, "/download", .page("Ask for the token of a download")) { visit in
            visit.page(DownloadDoorPage(frame: frame(of: visit, secret: visit.doorSecret)))
        }
    }

    private func take(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let sent = try await sent(by: visit)
        let tenant = try tenant(of: visit)
        var paths = sent.values(of: "path")
        if paths.isEmpty { paths = sent.values(of: "folder") }
        paths = Array(paths.prefix(Self.pathsMax))
        if sent["deed"] == "download" {
            try requireRight(to: .download, visit)
            return try await offer(paths, in: sent["folder"], visit)
        }
        try requireRight(to: .restore, visit)
        let url = URLReference.path(
            [
                "tenants", tenant.description, "snapshots", try visit[Self.snapshot].description,
                "restore",
            ], query: paths.map { (name: "path", value: $0) })
        guard url.text.utf8.count <= Self.addressMax else {
            return try await askRestore(of: paths, visit)
        }
        return visit.visit.leadOn(to: url)
    }

    private func requireRight(to permission: Permission, _ visit: AdmittedVisit) throws {
        guard visit.signedIn.authority.allows(permission, in: try tenant(of: visit)) else {
            throw Problem(.forbidden, "not_allowed", "This needs a right you do not have.")
        }
    }

    private func offer(
        _ paths: [String], in folder: String?, _ visit: AdmittedVisit
    ) async throws -> HTTPResponse {
        let tenant = try tenant(of: visit)
        let shown = try await shownSnapshot(visit[Self.snapshot], in: tenant)
        let wish = DownloadWish(snapshot: shown.snapshot.id, paths: paths)
        let finding = try await answered(visit) {
            try await parts.downloads.offer(wish, of: tenant, by: visit.requester)
        }
        switch finding {
        case .found(let offer):
            return visit.visit.page(
                DownloadOfferPage(
                    inside: try await inside(visit), shown: shown, offer: offer,
                    address: hubAddress(for: visit.request)))
        case .refused(let failure):
            var trouble = FormTrouble()
            trouble.whole = visit.visit.words.told(failure)
            return keep(
                visit, FormValues(), trouble,
                at: Self.url(of: shown.snapshot.id, in: tenant).text + "/files",
                and: folder.map { [("folder", $0)] } ?? [])
        }
    }
}
