internal import Cryptography
internal import Domain
internal import HTTPServer
internal import Host
internal import HubCore
internal import HubDoor
internal import JSON
internal import Markup
internal import Store
internal import Values

extension HubSite {
    private static let announcement = PathParameter(
        "announcement", Schema<ID<PendingAgent>>.id())
    private static let enrolmentToken = PathParameter(
        "token", Schema<ID<OneTimeToken>>.id())
    /// More arrivals than anybody follows one by one.
    private static let arrivalsShown = 20
    /// From when arrivals count, in the address of the page's events.
    private static let sinceField = "since"
    /// Of a line that was made: which token it is, and its text.
    private static let recordField = "line"
    private static let tokenField = FieldSpec("token", "", .secret)

    func addEnrolment(to open: Routes<Visit>, _ door: HubDoor) {
        let enrolling = door.admitted(to: open, for: .enrolAgents)
        enrolling.add(
            .get, "/tenants/\(HubDoor.tenant)/agents/new", .page("Ask how an agent is added")
        ) { visit in
            try await showAdding(visit)
        }
        enrolling.add(
            .post, "/tenants/\(HubDoor.tenant)/agents/new", .form("Make a line to join with")
        ) { visit in
            try await makeLine(visit)
        }
        addDecisions(to: enrolling)
        addEnrolmentTokens(to: enrolling)
    }

    private func arrivals(_ inside: Inside, since: Timestamp?) async throws -> Markup {
        guard let tenant = inside.tenant else { throw Problem.notFound }
        var arrived: [Agent] = []
        if let since {
            let start = Cursor(time: since, id: UUID(high: 0, low: 0))
            arrived = try await parts.fleet.agents(
                of: tenant, matching: AgentFilter(),
                PageRequest(after: start, limit: Self.arrivalsShown)
            ).items
        }
        let linked = parts.fleet.linked(arrived)
        let now = parts.clock.now
        return ArrivalPanels(
            inside: inside, since: since,
            arrived: arrived.map {
                ShownAgent($0, isLinked: linked.contains($0.id), at: now)
            }, waiting: try await parts.announcements.waiting(for: tenant)
        ).body
    }

    private func makeLine(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let sent = FormValues(try await sent(by: visit))
        let form = JoinForm(sent)
        let inside = try await inside(visit)
        let tenant = try tenant(of: visit)
        let wish = form.read(inside.words)
        guard wish.trouble.isEmpty else { return keep(visit, sent, wish.trouble) }
        let (token, record): (Token, OneTimeToken)
        do {
            (token, record) = try await parts.enrolmentTokens.issue(
                to: tenant, uses: wish.uses, lifetime: .seconds(wish.hours * 3600),
                protects: wish.protects, by: visit.requester)
        } catch {
            return keep(visit, sent, try trouble(of: error, inside.words))
        }
        // A reload shows this line, and makes no other.
        var line = sent
        line[Self.recordField] = record.id.description
        line[Self.tokenField.name] = token.revealed()
        line[KeptSecrets.field] =
            keptSecrets.seal(
                line, of: [Self.tokenField], session: visit.formSecret, now: parts.clock.now) ?? ""
        return keep(
            visit, line, FormTrouble(), without: [Self.tokenField.name],
            and: [(Self.sinceField, "\(record.created.milliseconds)")])
    }

    /// What the form named is another by now.
    private func trouble(of error: any Error, _ words: Words) throws -> FormTrouble {
        var trouble = FormTrouble()
        if (error as? StoreError)?.kind == .notFound {
            trouble.add(words.enrolment.choiceGone, to: "vault")
        } else {
            try note(error, in: &trouble, words, ["paths": "folders"])
        }
        return trouble
    }

    private func joinOffer(in tenant: ID<Tenant>) async throws -> JoinOffer {
        JoinOffer(
            vaults: try await choosableVaults(of: tenant).items.filter {
                $0.owner == nil && $0.agents == nil
            },
            schedules: try await parts.overviews.outlines(of: tenant, limit: Self.choicesMax))
    }

    /// The page with the form, or with the line that was made of it for as long as that is good.
    private func showAdding(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let since = Self.since(visit.request)
        let kept = kept(visit)
        var line: (join: JoinLine, record: OneTimeToken)?
        let trouble = kept?.trouble ?? beginning(visit)
        let hadLine = kept?.values.text(Self.recordField) != nil
        if hadLine, let kept { line = try await self.line(visit, kept.values) }
        let offer = try await joinOffer(in: tenant(of: visit))
        var response = try await show(visit) { inside in
            try await arrivals(inside, since: since)
        } page: { inside, region in
            AddAgentPage(
                inside: inside, form: kept.map { JoinForm($0.values) } ?? JoinForm(),
                offer: offer, trouble: trouble, line: line, isLineGone: hadLine && line == nil,
                region: region)
        }
        if !trouble.isEmpty, !visit.wantsEvents { response.status = .unprocessableContent }
        return response
    }

    /// A line that was made before; nil where nobody can join with it any more, or where its text
    /// is no longer at hand.
    private func line(
        _ visit: AdmittedVisit, _ kept: FormValues
    ) async throws -> (join: JoinLine, record: OneTimeToken)? {
        var values = kept
        keptSecrets.restore(
            &values, of: [Self.tokenField], session: visit.formSecret, now: parts.clock.now)
        let open = try await parts.enrolmentTokens.list(of: tenant(of: visit))
        guard let token = values.text(Self.tokenField.name),
            let record = open.first(where: { $0.id.description == values[Self.recordField] })
        else { return nil }
        let wish = JoinForm(values).read(visit.visit.words)
        return (
            JoinLine(
                hub: hubAddress(for: visit.request), token: token, folders: wish.folders,
                vaultFolders: wish.vaultFolders, restoreFolders: wish.restoreFolders), record
        )
    }

    /// Where a machine reaches the hub: as it was set, else as this person reached it.
    func hubAddress(for request: HTTPRequest) -> String {
        if let url = parts.facts.publicURL { return url }
        return "\(request.isSecure ? "https" : "http")://\(request.host ?? "localhost")"
    }

    private static func since(_ request: HTTPRequest) -> Timestamp? {
        let text = request.queryItems?.first { $0.name == sinceField }?.value
        return text.flatMap { Int64($0) }.map { Timestamp(milliseconds: $0) }
    }

    private func addDecisions(to enrolling: Routes<AdmittedVisit>) {
        enrolling.add(
            .post, "/tenants/\(HubDoor.tenant)/announcements/\(Self.announcement)/approval",
            .form("Make a machine that waits an agent")
        ) { visit in
            let sent = try await sent(by: visit)
            let tenant = try tenant(of: visit)
            let id = try visit[Self.announcement]
            return try await attempt(visit, leadingTo: Self.waiting(in: tenant), .approved) {
                _ = try await parts.announcements.approve(
                    id, of: tenant, fingerprint: sent["fingerprint"] ?? "", by: visit.requester)
            }
        }
        enrolling.add(
            .post, "/tenants/\(HubDoor.tenant)/announcements/\(Self.announcement)/refusal",
            .form("Refuse a machine that waits")
        ) { visit in
            _ = try await sent(by: visit)
            let tenant = try tenant(of: visit)
            let id = try visit[Self.announcement]
            return try await attempt(visit, leadingTo: Self.waiting(in: tenant), .refused) {
                try await parts.announcements.refuse(id, of: tenant, by: visit.requester)
            }
        }
    }

    private static func waiting(in tenant: ID<Tenant>) -> URLReference {
        .path("tenants", tenant.description, "agents", "new")
    }

    private func addEnrolmentTokens(to enrolling: Routes<AdmittedVisit>) {
        enrolling.add(
            .get, "/tenants/\(HubDoor.tenant)/enrolment-tokens",
            .page("List the lines that still work")
        ) { visit in
            let tenant = try tenant(of: visit)
            let tokens = try await parts.enrolmentTokens.list(of: tenant)
            var vaults: [ID<KnownVault>: String] = [:]
            for vault in Set(tokens.compactMap(\.protects?.vault)) {
                vaults[vault] = try await name(of: vault, in: tenant)
            }
            return visit.visit.page(
                EnrolmentTokensPage(
                    inside: try await inside(visit), tokens: tokens, vaults: vaults))
        }
        enrolling.add(
            .post, "/tenants/\(HubDoor.tenant)/enrolment-tokens/\(Self.enrolmentToken)/revocation",
            .form("Revoke a line")
        ) { visit in
            try await press(visit, leadingTo: "enrolment-tokens", then: .revoked) { tenant in
                try await parts.enrolmentTokens.revoke(
                    visit[Self.enrolmentToken], of: tenant, by: visit.requester)
            }
        }
    }
}
