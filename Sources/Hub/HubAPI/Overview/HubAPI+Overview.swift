internal import Domain
internal import HTTPServer
internal import Host
internal import HubCore
internal import HubDoor
internal import Store
internal import Values

extension HubAPI {
    func addOverview(to routes: Routes<Call>, _ door: HubDoor) {
        door.authorised(to: routes, for: .viewTenant).add(
            .get, "/api/v1/tenants/\(HubDoor.tenant)/overview",
            RouteAbout(
                "Tell how a tenant stands", tags: ["Tenants"], failures: Self.tenantFailures),
            gives: OverviewDocument.schema
        ) { context in
            try await overview(of: context.tenant)
        }
    }

    /// Reads a bounded number of rows: what is kept with every change, and a part of a list.
    private func overview(of tenant: ID<Tenant>) async throws -> OverviewDocument {
        let store = parts.readings.overviews
        let today = parts.clock.now.day
        let figures = try await store.overview(
            of: tenant, since: today - Int64(OverviewDocument.daysMax - 1),
            needyMax: OverviewDocument.needyMax, vaultsMax: OverviewDocument.vaultsMax)
        let rooms = try await store.figures(
            of: Set(figures.fullest.map(\.vault)), in: tenant,
            since: today - Int64(VaultForecast.days))
        return OverviewDocument(
            figures: figures, pulse: try await store.pulse(of: tenant), rooms: rooms,
            next: try await next(of: tenant))
    }

    /// The soonest of all; a part of them would tell of a later one.
    private func next(of tenant: ID<Tenant>) async throws -> [OverviewDocument.Firing]? {
        let outlines = try await parts.readings.overviews.outlines(
            of: tenant, limit: OverviewDocument.schedulesMax + 1)
        guard outlines.count <= OverviewDocument.schedulesMax else { return nil }
        var firing: [OverviewDocument.Firing] = []
        for outline in outlines where outline.isEnabled && outline.sources > 0 {
            guard let time = await parts.protection.schedules.times(of: outline.time).first
            else { continue }
            firing.append(
                OverviewDocument.Firing(
                    schedule: outline.schedule, name: outline.name, time: time))
        }
        return Array(firing.sorted { $0.time < $1.time }.prefix(OverviewDocument.nextMax))
    }
}
