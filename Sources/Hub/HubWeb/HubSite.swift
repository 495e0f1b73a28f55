package import Domain
package import HTTPServer
package import HubCore
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
        let open = visits.group(security: []) { visit in try await requireSetUp(visit) }
        addSignIn(to: open)
        let members = open.group(security: ["session"]) { visit in
            try await requireSignedIn(visit)
        }
        addOverview(to: members)
        addSignOut(to: members)
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

    // MARK: Doors

    private func requireSetUp(_ visit: Visit) async throws -> Visit {
        guard try await parts.setupState.isDone() else {
            throw Problem.elsewhere("/setup", "not_set_up", "This hub has no owner yet.")
        }
        return visit
    }

    private func requireSignedIn(_ visit: Visit) async throws -> SignedInVisit {
        guard let token = visit.sessionToken,
            let signedIn = try await parts.sessions.signedIn(by: token)
        else {
            throw Problem.elsewhere("/sign-in", "sign_in_required", "Sign in first.")
        }
        return SignedInVisit(visit: visit, signedIn: signedIn)
    }
}

extension Problem {
    /// Refuses a program, and leads a person to the page that helps.
    static func elsewhere(_ page: String, _ code: String, _ detail: String) -> Problem {
        Problem(.unauthorized, code, detail, fields: [.location: page])
    }
}
