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
        let number = keptForms.keep(
            KeptForms.Kept(values: values, trouble: trouble), of: visit.formSecret)
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
}
