internal import Domain
internal import HTTPServer
internal import HubDoor
internal import Markup
internal import Store
internal import Values

extension HubSite {
    /// What somebody else has saved since a form began goes into what was typed, except where
    /// something else was typed; and it is said what is other now. Nobody overwrites what they
    /// have not seen, and whoever sends the form again means it.
    ///
    /// - Parameters:
    ///   - typed: what was sent; comes back with what is saved now as what the form began with.
    ///   - saved: what a form of the thing as it is now begins with.
    func meet(
        _ visit: AdmittedVisit, _ typed: inout FormValues, _ saved: FormValues, of id: UUID
    ) async throws -> FormTrouble {
        let now = FormBase(saved)
        let base = FormBase(sent: typed)
        typed[FormBase.field] = now.text
        var trouble = FormTrouble()
        guard let base else { return trouble }
        let words = visit.visit.words.field
        let own = Set(FormBase(typed).differing(from: base))
        let others = Set(FormBase(typed).differing(from: now))
        for name in base.differing(from: now) where others.contains(name) {
            let text = Self.textFields.contains(name) ? Self.shortened(saved[name]) : nil
            if own.contains(name) {
                trouble.add(words.alsoChanged(text), to: name)
            } else {
                typed.take(name, from: saved)
                trouble.add(words.takenOver(text), to: name)
            }
        }
        guard !trouble.isEmpty else { return trouble }
        let last = try await parts.audit.auditEvents(
            in: .tenant(tenant(of: visit)), matching: AuditFilter(target: id), before: nil,
            limit: 1
        ).first?.draft
        var who: String?
        if case .user(_, let login)? = last?.actor,
            visit.signedIn.authority.allows(.viewAudit, in: visit.tenant)
        {
            who = login
        }
        trouble.whole = words.changedMeanwhile(who, last.map { Moment($0.time).text })
        return trouble
    }

    /// Lines are told one after the other, and what is long by how it begins.
    private static func shortened(_ text: String) -> String? {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: ", ")
        return line.isEmpty ? nil : line.count > 100 ? line.prefix(100) + "…" : line
    }

    /// Fields that show what they hold as it is.
    private static let textFields: Set<String> = {
        let words = Words.in(.english)
        let specs =
            Domain.SourceKind.allCases.flatMap { $0.fields(words.sources) }
            + PlaceKind.allCases.flatMap { $0.fields(words.vaults) }
        let texts = specs.filter { spec in
            if case .toggle = spec.shape { false } else { !spec.isSecret }
        }
        return Set(texts.map(\.name)).union(KeepFields.titles(words.sources).keys).union([
            "name", "cron", "zone", "jitter", "check_percent", "cap_count", "cap_percent",
        ])
    }()
}
