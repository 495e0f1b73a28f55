package import Domain
package import HTTPServer
package import HubCore
internal import HubDoor
internal import Markup
package import Store
package import Telemetry

/// The pages of a hub.
package struct HubSite: Sendable {
    /// What the site stands on.
    package struct Parts: Sendable {
        package let setupState: SetupState
        package let firstRun: FirstRun
        package let signIn: SignIn
        package let sessions: SessionOffice
        package let audit: any AuditStore
        package let facts: HubFacts

        package init(
            setupState: SetupState, firstRun: FirstRun, signIn: SignIn, sessions: SessionOffice,
            audit: any AuditStore, facts: HubFacts
        ) {
            self.setupState = setupState
            self.firstRun = firstRun
            self.signIn = signIn
            self.sessions = sessions
            self.audit = audit
            self.facts = facts
        }
    }

    let parts: Parts
    let language: Language
    let isInsecure: Bool
    let forms = FormGuard()

    /// - Parameters:
    ///   - language: for browsers that ask for neither.
    ///   - isInsecure: whether every page warns that the connection is not encrypted.
    package init(_ parts: Parts, language: Language, isInsecure: Bool) {
        self.parts = parts
        self.language = language
        self.isInsecure = isInsecure
    }

    package func addRoutes(to routes: Routes<Call>) {
        AssetLibrary.assets.add(to: routes)
        let visits = routes.group(security: []) { call in Visit(call, standard: language) }
        addSetup(to: visits)
        let door = HubDoor(
            setupState: parts.setupState, sessions: parts.sessions, for: .people)
        let open = door.afterSetup(visits)
        addSignIn(to: open)
        addOverview(to: door.admitted(to: open, for: .viewOwnProfile))
        addSignOut(to: door.admitted(to: open, for: .endOwnSessions))
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
            ProblemPage(frame: frame, status: problem.status, requestID: id.description).markup,
            problem.status)
    }

    func frame(of visit: Visit, secret: [UInt8]) -> PageFrame {
        PageFrame(
            words: visit.words, csrf: forms.token(for: secret), path: visit.request.path,
            version: parts.facts.version, isInsecure: isInsecure && !visit.request.isSecure)
    }
}
