internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import Markup
internal import Store
internal import Values

// What is done to a vault and with it: maintenance, and copies to other vaults.

extension HubSite {
    /// As many as fit a screen; the list of runs has the rest.
    private static let rowsShown = 6
    /// What people ask for of a vault as a whole.
    private static let asked: Set<RunKind> = [.check, .forget, .prune, .unlock, .initialize]
    private static let careKinds = Set(RunKind.allCases.filter(\.isMaintenance))

    func addVaultCare(to open: Routes<Visit>, _ door: HubDoor) {
        let started = door.admitted(to: open, for: .startMaintenance)
        started.add(
            .post, "/tenants/\(HubDoor.tenant)/vaults/\(Self.vault)/runs",
            .form("Look after a vault now")
        ) { visit in
            let sent = try await sent(by: visit)
            guard let kind = sent["kind"].flatMap({ RunKind(rawValue: $0) }),
                Self.asked.contains(kind)
            else { throw Problem.notFound }
            return try await begin(visit) { tenant in
                try await parts.runs.lookAfter(
                    visit[Self.vault], of: tenant, kind, by: visit.requester)
            }
        }
        started.add(
            .post, "/tenants/\(HubDoor.tenant)/vaults/\(Self.vault)/copies/runs",
            .form("Copy what another vault lacks of this one")
        ) { visit in
            try await copyNow(visit)
        }
    }

    func addVaultWipe(to owned: Routes<AdmittedVisit>) {
        typealias Full = (vault: KnownVault, snapshots: Int64)
        addConfirmation(
            to: owned, at: "/tenants/\(HubDoor.tenant)/vaults/\(Self.vault)/wipe",
            asks: "Ask before everything in a vault goes", does: "Take everything out of a vault",
            of: { visit in
                let (id, tenant) = (try visit[Self.vault], try tenant(of: visit))
                return Full(
                    try await parts.vaults.vault(id, of: tenant).vault,
                    try await parts.vaults.figures(of: id, in: tenant).snapshots)
            },
            page: { full, inside, error in
                let words = inside.words.vaults
                let back = inside.url("vaults", full.vault.id.description)
                return ConfirmationPage(
                    inside: inside, place: .vaults, title: words.wipeTitle(full.vault.name),
                    text: words.wipeText, name: full.vault.name,
                    losses: words.wipeLosses(
                        Int(full.snapshots), inside.words.figures.count(Int(full.snapshots))),
                    button: words.wipe,
                    target: inside.url("vaults", full.vault.id.description, "wipe"), back: back,
                    crumbs: [(words.title, inside.url("vaults")), (full.vault.name, back)],
                    error: error)
            }, leadingTo: { $1.url("vaults", $0.vault.id.description) }, done: .started
        ) { visit, full in
            _ = try await parts.runs.wipe(
                full.vault.id, of: full.vault.tenant, named: full.vault.name, by: visit.requester)
        }
    }

    func addCopyRules(to managed: Routes<AdmittedVisit>) {
        let path: PathPattern = "/tenants/\(HubDoor.tenant)/vaults/\(Self.vault)/copies"
        managed.add(.get, path, .page("Ask where else a vault's snapshots are kept")) { visit in
            let rule = try await ruleAsked(visit)
            if let kept = kept(visit) {
                return try await copyRuleForm(visit, rule, kept.values, kept.trouble)
            }
            var values = FormValues([
                CopyRulePage.target: rule.target?.description ?? ""
            ])
            if let rules = rule.old?.rules { values.setKept(rules) }
            return try await copyRuleForm(visit, rule, values, beginning(visit))
        }
        managed.add(.post, path, .form("Say where else a vault's snapshots are kept")) { visit in
            try await saveCopyRule(visit)
        }
    }

    /// What the page of a vault tells of looking after it.
    func care(for vault: KnownVault, _ inside: Inside) async throws -> VaultCarePanels {
        var copies: [ShownCopyRule] = []
        for rule in vault.copies {
            copies.append(
                ShownCopyRule(
                    rule: rule, target: try await name(of: rule.target, in: vault.tenant),
                    last: try await parts.runs.lastCopy(
                        from: vault.id, to: rule.target, of: vault.tenant)))
        }
        return VaultCarePanels(
            inside: inside, vault: vault,
            care: try await parts.vaults.care(for: vault.id, of: vault.tenant), copies: copies,
            runs: try await runs(
                of: vault.tenant, matching: RunFilter(kinds: Self.careKinds, vault: vault.id),
                limit: Self.rowsShown
            ).items)
    }

    private func copyNow(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let sent = try await sent(by: visit)
        let tenant = try tenant(of: visit)
        let vault = try visit[Self.vault]
        guard let target = sent["to"].flatMap({ ID<KnownVault>($0) }) else {
            throw Problem.notFound
        }
        var begun: [Run] = []
        let url = URLReference.path(
            "tenants", tenant.description, "vaults", vault.description)
        let answer = try await attempt(visit, leadingTo: url, .upToDate) {
            begun = try await parts.runs.copyWhatIsMissing(
                from: vault, to: target, of: tenant, by: visit.requester)
        }
        guard let first = begun.first else { return answer }
        return visit.visit.leadOn(
            to: begun.count == 1 ? Self.url(of: first.id, in: tenant) : url, .started)
    }

    // MARK: A rule

    /// The vault, and which of its rules the address is about.
    private struct RuleAsked {
        let view: VaultView
        let target: ID<KnownVault>?
        var old: CopyRule? { view.vault.copies.first { $0.target == target } }
    }

    private func ruleAsked(_ visit: AdmittedVisit) async throws -> RuleAsked {
        let text = visit.request.queryItems?.first { $0.name == CopyRulePage.target }?.value
        let asked = RuleAsked(
            view: try await parts.vaults.vault(visit[Self.vault], of: tenant(of: visit)),
            target: text.flatMap { ID($0) })
        guard text == nil || asked.old != nil else { throw Problem.notFound }
        return asked
    }

    private func saveCopyRule(_ visit: AdmittedVisit) async throws -> HTTPResponse {
        let values = FormValues(try await sent(by: visit))
        let asked = try await ruleAsked(visit)
        let words = visit.visit.words
        var trouble = FormTrouble()
        var copies = asked.view.vault.copies
        if values[CopyRulePage.deed] == CopyRulePage.removal {
            copies.removeAll { $0.target == asked.target }
        } else if let target = asked.target ?? ID(values[CopyRulePage.target]) {
            var kept = values.kept(
                instead: asked.old?.rules ?? RetentionRules(), &trouble, words.sources)
            kept.counts = kept.counts.filter { $0.value > 0 }
            let rule = CopyRule(target: target, rules: kept == RetentionRules() ? nil : kept)
            if let index = copies.firstIndex(where: { $0.target == target }) {
                copies[index] = rule
            } else {
                copies.append(rule)
            }
        } else {
            trouble.add(words.copies.noChoice, to: CopyRulePage.target)
        }
        var edit = VaultEdit()
        edit.copies = .set(copies)
        let vault = asked.view.vault
        return try await save(visit, trouble) {
            Self.url(
                of: try await parts.vaults.edit(
                    vault.id, of: vault.tenant, version: asked.view.version, edit,
                    by: visit.requester
                ).vault)
        } again: {
            try await copyRuleForm(visit, asked, values, $0)
        }
    }

    private func copyRuleForm(
        _ visit: AdmittedVisit, _ asked: RuleAsked, _ values: FormValues, _ trouble: FormTrouble
    ) async throws -> HTTPResponse {
        if let there = showAgain(visit, values, trouble) { return there }
        let vault = asked.view.vault
        let others = try await choosableVaults(of: vault.tenant).items
        var target: KnownVault?
        if let old = asked.old {
            target = try await parts.vaults.vault(old.target, of: vault.tenant).vault
        }
        let taken = Set(vault.copies.map(\.target))
        let page = CopyRulePage(
            inside: try await inside(visit), vault: vault, target: target,
            choices: others.filter { vault.copyRefusal(to: $0) == nil && !taken.contains($0.id) },
            form: values, trouble: trouble)
        return visit.visit.page(page, trouble.isEmpty ? .ok : .unprocessableContent)
    }
}
