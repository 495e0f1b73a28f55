internal import Domain
internal import HTTPServer
internal import HubDoor
internal import Markup

extension HubSite {
    /// Where what was sent is shown again: every page that answers a form without having saved
    /// anything is asked for anew. Nil where it is being shown.
    ///
    /// - Parameters:
    ///   - path: the form's page, where that is not what it was sent to.
    ///   - secrets: fields of which nothing is kept.
    func showAgain(
        _ visit: AdmittedVisit, _ values: FormValues, _ trouble: FormTrouble = FormTrouble(),
        at path: String? = nil, without secrets: some Sequence<String> = []
    ) -> HTTPResponse? {
        guard visit.request.method == .post else { return nil }
        return keep(visit, values, trouble, at: path, without: secrets)
    }

    /// Keeps what was sent, and leads to where it is shown again.
    func keep(
        _ visit: AdmittedVisit, _ values: FormValues, _ trouble: FormTrouble,
        at path: String? = nil, without secrets: some Sequence<String> = [],
        and more: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        var values = values
        values.remove(CSRFToken.field)
        for name in secrets { values.remove(name) }
        let kept = KeptForms.Kept(values: values, trouble: trouble)
        return lead(visit, to: kept, at: path, and: more)
    }

    /// Keeps what came of a button, and leads to where that is told.
    func keep(
        _ visit: AdmittedVisit, _ result: KeptForms.Result, at path: String? = nil
    ) -> HTTPResponse {
        lead(visit, to: KeptForms.Kept(result: result), at: path)
    }

    private func lead(
        _ visit: AdmittedVisit, to kept: KeptForms.Kept, at path: String?,
        and more: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        let number = keptForms.keep(kept, of: visit.formSecret)
        return visit.visit.leadOn(
            to: address(visit, at: path, with: more + [(KeptForms.field, number)]))
    }

    /// What was sent and is shown again, as the address says.
    func kept(_ visit: AdmittedVisit) -> KeptForms.Kept? {
        guard visit.request.method == .get else { return nil }
        return query(visit, KeptForms.field).flatMap {
            keptForms.kept($0, of: visit.formSecret)
        }
    }

    /// What came of trying to reach the place that is shown.
    func reachTest(_ visit: AdmittedVisit) -> ReachTest? {
        if case .reach(let test)? = kept(visit)?.result { test } else { nil }
    }

    /// What was sent now, or before.
    func typed(_ visit: AdmittedVisit, or kept: KeptForms.Kept?) async throws -> FormValues {
        if let kept { return kept.values }
        return FormValues(try await sent(by: visit))
    }

    /// What a form as it begins has to say: that it was another once.
    func beginning(_ visit: AdmittedVisit) -> FormTrouble {
        var trouble = FormTrouble()
        if query(visit, KeptForms.field) != nil { trouble.whole = visit.visit.words.field.gone }
        return trouble
    }

    /// Where a form is and is sent to.
    func address(
        _ visit: AdmittedVisit, at path: String? = nil,
        with more: [(name: String, value: String)] = []
    ) -> URLReference {
        let items = (path == nil ? visit.request.queryItems ?? [] : []).filter { item in
            item.name != KeptForms.field && !Visit.choiceFields.contains(item.name)
        }
        let segments = (path ?? visit.request.path).split(separator: "/").map(String.init)
        return .path(segments, query: items.map { ($0.name, $0.value) } + more)
    }

    // MARK: A session that ended

    /// Keeps a form that is sent to where it is shown, until somebody signs in from there. It is
    /// known to be of a page of ours by where the browser says it comes from, and by no code.
    func leave(_ outer: any RequestContext) async throws -> String? {
        guard let visit = outer as? Visit, isFormOfOwnPage(visit.request),
            visit.request.fields[.contentType] != nil
        else { return nil }
        let values = bare(FormValues(try await visit.form()))
        guard !values.items.isEmpty else { return nil }
        return leftForms.keep(
            KeptForms.Kept(values: values), of: visit.doorSecret)
    }

    /// Where the form is shown again that was left, to whoever has signed in.
    func takeUp(
        _ number: String, of visit: Visit, at place: URLReference, session: [UInt8]
    ) -> URLReference {
        guard let left = leftForms.kept(number, of: visit.doorSecret) else { return place }
        return place.asking(for: again(left.values, visit.words, session: session))
    }

    /// What was typed into a page of an earlier session is shown in this one.
    func stale(_ form: SubmittedForm, _ visit: AdmittedVisit) -> URLReference? {
        guard isFormOfOwnPage(visit.request), let from = visit.request.refererTarget else {
            return nil
        }
        let values = bare(FormValues(form))
        return URLReference(from)?.asking(
            for: again(values, visit.visit.words, session: visit.formSecret))
    }

    private func again(_ values: FormValues, _ words: Words, session: [UInt8]) -> String {
        var trouble = FormTrouble()
        trouble.whole = words.field.signedOut
        return keptForms.keep(KeptForms.Kept(values: values, trouble: trouble), of: session)
    }

    private func isFormOfOwnPage(_ request: HTTPRequest) -> Bool {
        request.method == .post
            && request.refererTarget?.prefix { $0 != "?" } == Substring(request.path)
    }

    /// Without what is secret in any form.
    private func bare(_ values: FormValues) -> FormValues {
        var values = values
        for name in Self.secretFields { values.remove(name) }
        return values
    }

    /// What is typed into fields that are never shown again.
    static let secretFields: Set<String> = {
        let words = Words.in(.english)
        let specs =
            Domain.SourceKind.allCases.flatMap { $0.fields(words.sources) }
            + PlaceKind.allCases.flatMap {
                $0.fields(words.vaults) + $0.deletingFields(words.vaults)
            }
        return Set(specs.filter(\.isSecret).map(\.name)).union([
            "password", "old", "new", VaultForm.passphrase, KeptSecrets.field,
            CSRFToken.field,
        ])
    }()
}

extension URLReference {
    /// The same page with what was sent from it.
    fileprivate func asking(for number: String) -> URLReference {
        let parts = text.split(separator: "?", maxSplits: 1)
        let items =
            parts.dropFirst().joined().split(separator: "&")
            .filter { !$0.hasPrefix("\(KeptForms.field)=") } + ["\(KeptForms.field)=\(number)"]
        return URLReference("\(parts.first ?? "/")?\(items.joined(separator: "&"))") ?? self
    }
}
