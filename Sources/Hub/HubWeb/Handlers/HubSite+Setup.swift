internal import Cryptography
internal import Domain
internal import HTTPServer
internal import HubCore
internal import Markup
internal import Store

extension HubSite {
    func addSetup(to routes: Routes<Visit>) {
        routes.add(.get, "/setup", .page("Show the setup page")) { visit in
            guard try await !parts.setupState.isDone() else {
                return visit.answer(.redirect(to: "/"))
            }
            return visit.page(setupPage(visit))
        }
        routes.add(.post, "/setup", .page("Create the owner", bodyLimit: SubmittedForm.bytesMax)) {
            visit in
            try await createOwner(visit)
        }
    }

    private func setupPage(_ visit: Visit) -> SetupPage {
        SetupPage(
            frame: frame(of: visit, secret: visit.doorSecret), storeName: parts.facts.store)
    }

    private func createOwner(_ visit: Visit) async throws -> HTTPResponse {
        let sent = try await visit.form()
        try forms.check(sent, secret: visit.doorSecret)
        var page = setupPage(visit)
        page.typed = SetupForm(
            code: sent["code"] ?? "", name: sent["name"] ?? "", login: sent["login"] ?? "")
        let form = FirstRun.Form(
            name: page.typed.name, login: page.typed.login, password: sent["password"] ?? "",
            language: Language(rawValue: sent["language"] ?? "") ?? visit.words.language)
        page.violations = form.violations
        guard page.violations.isEmpty else {
            return visit.page(page, .unprocessableContent)
        }
        let code = page.typed.code.split { $0.isWhitespace }.joined()
        guard let token = Token(code), try await parts.firstRun.accepts(token) else {
            page.refusal = visit.words.setup.wrongCode
            return visit.page(page, .forbidden)
        }
        do {
            let opened = try await parts.firstRun.createOwner(
                form, token: token, visitor: visit.visitor)
            return visit.enter(opened, speaking: form.language)
        } catch let error as StoreError where error.refusal == .alreadySetUp {
            page.refusal = visit.words.setup.alreadyDone
            return visit.page(page, .conflict)
        } catch let error as StoreError where error.refusal == .tokenRefused {
            page.refusal = visit.words.setup.wrongCode
            return visit.page(page, .forbidden)
        }
    }
}
