internal import AgentProtocol
internal import Domain
internal import HTTPServer
internal import Host
internal import HubCore
internal import HubDoor
internal import Markup
internal import Store
internal import Values

extension HubSite {
    /// A form that asks for paths of a machine, and where it is.
    struct PathAsking {
        let fields: [FieldSpec]
        let place: Navigation.Place
        /// What is looked through; nil while nobody was chosen.
        let machine: Machine?
        /// Where it is said that somebody has to be chosen.
        let agentField: String
        /// How the domain's fields are called in the form.
        var names: [String: String] = [:]
    }

    /// Where folders can be looked through.
    enum Machine {
        case agent(ID<Agent>)
        /// One that is read over SSH, with what was typed to be let in.
        case server(SFTPConfiguration, SecretWishes, SourcePlace)
        /// The machine of a source that is there, with what lets it in.
        case source(Source)
    }

    /// Leads through the folders of a machine, where that is what was pressed.
    ///
    /// - Returns: the page to show; nil where the form itself is to be shown or saved.
    /// - Parameter isTurn: whether the form was sent on the way, and not to be saved.
    func pickPaths(
        _ visit: AdmittedVisit, for asking: PathAsking, _ values: inout FormValues,
        _ trouble: inout FormTrouble, isTurn: inout Bool
    ) async throws -> HTTPResponse? {
        let typed = keptSecrets.seal(
            values, of: asking.fields, session: visit.formSecret, now: parts.clock.now)
        let sent = values
        guard var form = PathPickerForm(sent, asking.fields) else {
            return nil
        }
        isTurn = true
        if let typed { form.keep(typed, as: KeptSecrets.field) }
        values = form.values
        guard form.step == .look else { return nil }
        let words = visit.visit.words
        guard let machine = asking.machine else {
            trouble.add(words.picker.noAgent, to: asking.agentField)
            return nil
        }
        var looking = sent
        if let typed { looking[KeptSecrets.field] = typed }
        let secrets = asking.fields.filter(\.isSecret).map(\.name)
        if let there = showAgain(visit, looking, without: secrets) { return there }
        let tenant = try tenant(of: visit)
        do {
            let page = PathPickerPage(
                inside: try await inside(visit), place: asking.place, form: form,
                target: address(visit), machine: try await name(of: machine, in: tenant),
                finding: try await look(at: form.path, on: machine, in: tenant))
            return visit.visit.page(page)
        } catch let error as StoreError {
            guard let refusal = error.refusal else { throw error }
            trouble.add(words.refusals.sentence(for: refusal), to: form.field.name)
        } catch {
            try note(error, in: &trouble, words, asking.names)
        }
        return nil
    }

    private func name(of machine: Machine, in tenant: ID<Tenant>) async throws -> String {
        switch machine {
        case .agent(let agent): try await parts.fleet.agent(agent, of: tenant).name
        case .server(let server, _, _): server.host
        case .source(let source):
            if case .sftp(let server) = source.configuration { server.host } else { source.name }
        }
    }

    private func look(
        at path: String, on machine: Machine, in tenant: ID<Tenant>
    ) async throws -> Connections.Finding<TreePage> {
        switch machine {
        case .agent(let agent):
            try await parts.connections.folder(path, on: agent, of: tenant)
        case .server(let server, let secrets, let place):
            try await parts.connections.folder(
                path, on: server, with: secrets, at: place, of: tenant)
        case .source(let source):
            try await parts.connections.folder(path, of: source.id, in: tenant)
        }
    }
}
