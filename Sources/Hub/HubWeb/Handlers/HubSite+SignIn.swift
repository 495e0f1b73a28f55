internal import Cryptography
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import Markup
internal import Values

extension HubSite {
    func addSignIn(to routes: Routes<Visit>) {
        routes.add(.get, "/sign-in", .page("Show the sign-in page")) { visit in
            visit.page(signInPage(visit))
        }
        routes.add(.post, "/sign-in", .page("Sign in", bodyLimit: SubmittedForm.bytesMax)) {
            visit in
            try await attempt(visit)
        }
    }

    func addSignOut(to routes: Routes<AdmittedVisit>) {
        routes.add(.post, "/sign-out", .page("Sign out", bodyLimit: SubmittedForm.bytesMax)) {
            visit in
            try forms.check(await visit.form(), secret: visit.formSecret)
            try await parts.sessions.end(visit.signedIn, visitor: visit.visit.visitor)
            var response = visit.visit.answer(.redirect(to: "/sign-in"))
            response.set(SessionCookie.deleting(for: visit.request))
            return response
        }
    }

    /// What a page asks that was open for long; whoever is not signed in is led elsewhere.
    func addSession(to routes: Routes<AdmittedVisit>) {
        routes.add(.get, "/session", .page("Say that somebody is signed in")) { _ in
            HTTPResponse(.noContent, fields: [.cacheControl: "no-store"])
        }
    }

    static let session: URLReference = "/session"

    private func signInPage(_ visit: Visit) -> SignInPage {
        let wanted = visit.request.queryItems?.first { $0.name == HubDoor.wayBack }?.value
        return SignInPage(
            frame: frame(of: visit, secret: visit.doorSecret), next: wanted.flatMap(Self.place),
            kept: visit.request.queryItems?.first { $0.name == HubDoor.kept }?.value)
    }

    /// A place of this hub, and of nobody else.
    private static func place(_ text: String) -> URLReference? {
        text.hasPrefix("/") ? URLReference(text) : nil
    }

    private func attempt(_ visit: Visit) async throws -> HTTPResponse {
        let sent = try await visit.form()
        var page = signInPage(visit)
        page.login = sent["login"] ?? ""
        page.next = sent[HubDoor.wayBack].flatMap(Self.place)
        page.kept = sent[HubDoor.kept]
        do {
            try forms.check(sent, secret: visit.doorSecret)
        } catch let problem as Problem where problem.code == FormGuard.staleCode {
            page.refusal = visit.words.signIn.stalePage
            return visit.page(page, .forbidden)
        }
        let outcome = try await parts.signIn.attempt(
            login: page.login, password: Secret(sent["password"] ?? ""), visitor: visit.visitor)
        switch outcome {
        case .opened(let opened):
            let known = try await parts.sessions.signedIn(by: opened.token)
            var place = page.next ?? "/"
            if let kept = page.kept, let session = known?.session.csrfSecret.bytes {
                place = takeUp(kept, of: visit, at: place, session: session)
            }
            return visit.enter(opened, speaking: known?.authority.user.language, to: place)
        case .refused:
            page.refusal = visit.words.signIn.refused
            return visit.page(page, .unauthorized)
        case .wait(let span):
            let seconds = span.secondsToWait
            page.refusal = visit.words.signIn.wait(seconds)
            var response = visit.page(page, .tooManyRequests)
            response.fields[.retryAfter] = String(seconds)
            return response
        }
    }
}
