internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import Markup
internal import Store
internal import Values

extension HubSite {
    /// A form that asks for paths of a machine, and where it is.
    struct PathAsking {
        let fields: [FieldSpec]
        let target: URLReference
        let place: Navigation.Place
        /// Whose machine is looked through; nil while nobody was chosen.
        let agent: ID<Agent>?
        /// Where it is said that somebody has to be chosen.
        let agentField: String
    }

    /// Leads through the folders of a machine, where that is what was pressed.
    ///
    /// - Returns: the page to show; nil where the form itself is to be shown or saved.
    /// - Parameter isTurn: whether the form was sent on the way, and not to be saved.
    func pickPaths(
        _ visit: AdmittedVisit, for asking: PathAsking, _ values: inout FormValues,
        _ trouble: inout FormTrouble, isTurn: inout Bool
    ) async throws -> HTTPResponse? {
        guard let form = PathPickerForm(values, asking.fields) else {
            return nil
        }
        isTurn = true
        values = form.values
        guard form.step == .look else { return nil }
        let words = visit.visit.words
        guard let agent = asking.agent else {
            trouble.add(words.picker.noAgent, to: asking.agentField)
            return nil
        }
        let tenant = try tenant(of: visit)
        do {
            let page = PathPickerPage(
                inside: try await inside(visit), place: asking.place, form: form,
                target: asking.target,
                agent: try await parts.fleet.agent(agent, of: tenant).name,
                finding: try await parts.connections.folder(form.path, on: agent, of: tenant))
            return visit.visit.page(page)
        } catch let error as StoreError {
            guard let refusal = error.refusal else { throw error }
            trouble.add(words.refusals.sentence(for: refusal), to: form.field.name)
            return nil
        }
    }

    /// Saves what a form says and leads on, unless something is wrong with it.
    ///
    /// - Parameters:
    ///   - names: how the domain's fields are called in the form.
    ///   - body: saves, and says where what was saved is.
    func save(
        _ visit: AdmittedVisit, _ trouble: inout FormTrouble, _ names: [String: String],
        _ body: () async throws -> URLReference
    ) async throws -> HTTPResponse? {
        guard trouble.isEmpty else { return nil }
        do {
            return visit.visit.leadOn(to: try await body(), .saved)
        } catch {
            try note(error, in: &trouble, visit.visit.words, names)
            return nil
        }
    }
}
