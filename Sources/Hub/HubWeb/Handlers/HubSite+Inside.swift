internal import Domain
internal import HTTPServer
internal import Host
internal import HubCore
internal import HubDoor
internal import Markup
internal import Store
internal import Values

extension HubSite {
    /// What the pages inside stand on. Outside a tenant's own pages it is the person's first one.
    func inside(_ visit: AdmittedVisit) async throws -> Inside {
        let authority = visit.signedIn.authority
        let tenants = try await parts.tenants.entries(for: authority)
        let frame = frame(of: visit.visit, secret: visit.formSecret)
        let entry =
            visit.tenant.map { id in tenants.first { $0.tenant.id == id } } ?? tenants.first
        var inside = Inside(
            frame: frame, authority: authority, tenants: tenants, entry: entry,
            hubLine: frame.words.frame.upSince(Moment(parts.facts.started).text),
            now: parts.clock.now, zone: visit.visit.zone, frozen: try await parts.frozen.since(),
            done: visit.visit.done.map(frame.words.refusals.done))
        inside.pulse = try await pulse(inside)
        return inside
    }

    private func pulse(_ inside: Inside) async throws -> TenantPulse {
        guard let tenant = inside.tenant else { return TenantPulse() }
        return try await parts.overviews.pulse(of: tenant)
    }

    /// The counts of the frame, as they are now.
    private func counts(_ inside: Inside) async throws -> Markup {
        PulseCounts(inside: inside, pulse: try await pulse(inside)).fresh
    }

    /// The events of a page: of its part that stays fresh, and of the counts around it.
    func events(
        _ inside: Inside, after number: Int64 = 0, extend: LiveStreams.Extend? = nil,
        _ render: @escaping LiveStreams.Render
    ) throws -> HTTPResponse {
        try live.response(
            render, beside: { try await counts(inside) }, after: number, extend: extend)
    }

    /// The tenant that the path names; the door has let nobody through without one.
    func tenant(of visit: AdmittedVisit) throws -> ID<Tenant> {
        guard let tenant = visit.tenant else { throw Problem.notFound }
        return tenant
    }

    /// What was sent, from a page that was made for this very session.
    func sent(by visit: AdmittedVisit) async throws -> SubmittedForm {
        let form = try await visit.form()
        do {
            try forms.check(form, secret: visit.formSecret)
        } catch var problem as Problem where problem.code == FormGuard.staleCode {
            // Somebody has signed in anew since, in another tab.
            if let there = stale(form, visit) { problem.fields[.location] = there.text }
            throw problem
        }
        return form
    }

    /// A page with a part that stays fresh: the whole page, or the events of its part.
    func show<Page: View>(
        _ visit: AdmittedVisit,
        live region: nonisolated(nonsending) @escaping @Sendable (Inside) async throws -> Markup,
        page: (Inside, LiveRegion) async throws -> Page
    ) async throws -> HTTPResponse {
        let inside = try await inside(visit)
        if visit.wantsEvents { return try events(inside) { try await region(inside) } }
        let markup = try await region(inside)
        let url = URLReference(visit.request.targetText) ?? "/"
        return visit.visit.page(
            try await page(inside, LiveRegion(at: url, inside.words.common) { markup }))
    }

    /// Does what a button asks for, and leads to a page of the tenant's.
    func press(
        _ visit: AdmittedVisit, leadingTo path: String..., then done: Done,
        _ body: (ID<Tenant>) async throws -> Void
    ) async throws -> HTTPResponse {
        _ = try await sent(by: visit)
        let tenant = try tenant(of: visit)
        let url = URLReference.path(["tenants", tenant.description] + path, query: [])
        return try await attempt(visit, leadingTo: url, done) { try await body(tenant) }
    }

    /// Does what a form asks for, or says on a page why a rule refused it.
    func attempt(
        _ visit: AdmittedVisit, leadingTo url: URLReference, _ done: Done,
        _ body: () async throws -> Void
    ) async throws -> HTTPResponse {
        do {
            try await body()
        } catch let error as StoreError {
            guard let refusal = error.refusal else { throw error }
            throw Problem(.conflict, refusal.rawValue, "A rule of the hub does not allow this.")
        }
        return visit.visit.leadOn(to: url, done)
    }
}

extension RouteAbout {
    /// A page's form, which is sent here.
    static func form(_ summary: String) -> RouteAbout {
        .page(summary, bodyLimit: SubmittedForm.bytesMax)
    }
}
