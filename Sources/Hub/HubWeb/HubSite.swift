package import Domain
package import HTTPServer
internal import Host
internal import HubDoor
internal import Markup
package import Telemetry
internal import Values

/// The pages of a hub.
package struct HubSite: Sendable {
    let parts: Parts
    let language: Language
    let isInsecure: Bool
    let forms = FormGuard()
    let keptSecrets: KeptSecrets
    let keptForms: KeptForms
    /// Of those whose session has ended, by the cookie of the door.
    let leftForms: KeptForms
    /// The pages that are looked at and stay fresh.
    package let live: LiveStreams

    /// - Parameters:
    ///   - language: for browsers that ask for neither.
    ///   - isInsecure: whether every page warns that the connection is not encrypted.
    package init(
        _ parts: Parts, language: Language, isInsecure: Bool, live: LiveStreams = LiveStreams()
    ) {
        self.parts = parts
        self.language = language
        self.isInsecure = isInsecure
        self.live = live
        keptSecrets = KeptSecrets(created: parts.clock.now)
        keptForms = KeptForms(after: Int(parts.clock.now.milliseconds))
        leftForms = KeptForms(after: Int(parts.clock.now.milliseconds), countMax: 1)
    }

    package func addRoutes(to routes: Routes<Call>) {
        AssetLibrary.assets.add(to: routes)
        let visits = routes.group(security: []) { call in Visit(call, standard: language) }
        addSetup(to: visits)
        let door = HubDoor(
            setupState: parts.setupState, sessions: parts.sessions, for: .people
        ) { try await leave($0) }
        let open = door.afterSetup(visits)
        addSignIn(to: open)
        addSignOut(to: door.admitted(to: open, for: .endOwnSessions))
        addSession(to: door.admitted(to: open, for: .viewOwnProfile))
        addOverview(to: open, door)
        addFleetWork(to: open, door)
        addHostHooks(to: open, door)
        addAgentLimits(to: open, door)
        addAgents(to: open, door)
        addCoverage(to: open, door)
        addEnrolment(to: open, door)
        addProtect(to: open, door)
        addVaults(to: open, door)
        addKeys(to: open, door)
        addSources(to: open, door)
        addSchedules(to: open, door)
        addRuns(to: open, door)
        addSnapshots(to: open, door)
        addRestores(to: open, door)
        addFiles(to: open, door)
        addDownloads(to: open, door)
        addDrills(to: open, door)
        addDeletions(to: open, door)
        addAlerts(to: open, door)
        addTokens(to: open, door)
        addPeople(to: open, door)
        addAudit(to: open, door)
        addSettings(to: open, door)
        addHub(to: open, door)
        addTenants(to: open, door)
        addAdministrators(to: open, door)
    }

    /// A problem as a page.
    package nonisolated(nonsending) func page(
        for problem: Problem, of request: HTTPRequest, _ id: RequestID
    ) async -> HTTPResponse {
        let words = Words.in(Visit.language(of: request) ?? language)
        let frame = PageFrame(
            words: words, csrf: CSRFToken(""), path: "/", version: parts.facts.version,
            isInsecure: isInsecure)
        return .html(
            ProblemPage(
                frame: frame, status: problem.status, reason: problem.code,
                requestID: id.description
            ).markup, problem.status)
    }

    func frame(of visit: Visit, secret: [UInt8]) -> PageFrame {
        PageFrame(
            words: visit.words, csrf: forms.token(for: secret), path: visit.request.path,
            query: visit.request.query ?? "", version: parts.facts.version,
            isInsecure: isInsecure && !visit.request.isSecure, theme: visit.theme,
            answersForm: visit.request.method == .post)
    }
}
