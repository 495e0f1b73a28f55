internal import Cryptography
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

    private func signInPage(_ visit: Visit) -> SignInPage {
        SignInPage(frame: frame(of: visit, secret: visit.doorSecret))
    }

    private func attempt(_ visit: Visit) async throws -> HTTPResponse {
        let sent = try await visit.form()
        var page = signInPage(visit)
        page.login = sent["login"] ?? ""
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
            return visit.enter(opened)
        case .refused:
            page.refusal = visit.words.signIn.refused
            return visit.page(page, .unauthorized)
        case .wait(let span):
            let seconds = Int(max(1, (span.milliseconds + 999) / 1000))
            page.refusal = visit.words.signIn.wait(seconds)
            var response = visit.page(page, .tooManyRequests)
            response.fields[.retryAfter] = String(seconds)
            return response
        }
    }
}
