internal import Cryptography
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import Markup
internal import Store
internal import Values

extension HubSite {
    private static let profile: URLReference = "/profile"

    func addProfile(to open: Routes<Visit>, _ door: HubDoor) {
        door.admitted(to: open, for: .viewOwnProfile).add(
            .get, "/profile", .page("Show who one is")
        ) { visit in
            let kept = kept(visit)
            let page = ProfilePage(
                inside: try await inside(visit), session: visit.signedIn.session,
                form: kept?.values, trouble: kept?.trouble ?? FormTrouble())
            return visit.visit.page(page, page.trouble.isEmpty ? .ok : .unprocessableContent)
        }
        let own = door.admitted(to: open, for: .editOwnProfile)
        own.add(.post, "/profile", .form("Change one's name and language")) { visit in
            let sent = try await sent(by: visit)
            let language = Language(rawValue: sent["language"] ?? "")
            var answer = try await changeProfile(visit, sent, .saved) { _ in
                try await parts.ownProfile.change(
                    visit.user, name: sent["name"] ?? "", language: language,
                    from: visit.visit.visitor.address)
            }
            if answer.fields[.location] == Self.profile.text {
                answer.set(visit.visit.speaking(language))
            }
            return answer
        }
        own.add(.post, "/profile/password", .form("Change one's password")) { visit in
            let sent = try await sent(by: visit)
            return try await changeProfile(visit, sent, .passwordChanged) { trouble in
                let outcome = try await parts.ownProfile.changePassword(
                    of: visit.user, from: Secret(sent["old"] ?? ""), to: sent["new"] ?? "",
                    keeping: visit.signedIn.session.id, at: visit.visit.visitor.address)
                let words = visit.visit.words
                switch outcome {
                case .changed: break
                case .refused: trouble.add(words.people.wrongPassword, to: "old")
                case .wait(let span):
                    trouble.add(words.signIn.wait(span.secondsToWait), to: "old")
                }
            }
        }
    }

    private func changeProfile(
        _ visit: AdmittedVisit, _ sent: SubmittedForm, _ done: Done,
        _ body: (inout FormTrouble) async throws -> Void
    ) async throws -> HTTPResponse {
        var trouble = FormTrouble()
        do {
            try await body(&trouble)
        } catch {
            try note(
                error, in: &trouble, visit.visit.words,
                [Fields.displayName.name: "name", Fields.password.name: "new"])
        }
        guard !trouble.isEmpty else { return visit.visit.leadOn(to: Self.profile, done) }
        return keep(
            visit, FormValues(sent), trouble, at: Self.profile.text, without: ["old", "new"])
    }

    // MARK: The link of somebody who was invited

    func addInvitation(to open: Routes<Visit>) {
        open.add(.get, "/invitation", .page("Ask for a password")) { visit in
            visit.page(InvitationPage(frame: frame(of: visit, secret: visit.doorSecret)))
        }
        open.add(
            .post, "/invitation",
            .page("Set a password by a link", bodyLimit: SubmittedForm.bytesMax)
        ) { visit in
            try await accept(visit)
        }
    }

    private func accept(_ visit: Visit) async throws -> HTTPResponse {
        let sent = try await visit.form()
        try forms.check(sent, secret: visit.doorSecret)
        var page = InvitationPage(frame: frame(of: visit, secret: visit.doorSecret))
        page.code = sent["code"] ?? ""
        let password = sent["password"] ?? ""
        page.violations = Fields.password.violations(of: password)
        guard page.violations.isEmpty else { return visit.page(page, .unprocessableContent) }
        do {
            guard let token = Token(page.code.split { $0.isWhitespace }.joined()) else {
                throw StoreError.refused(.tokenRefused)
            }
            _ = try await parts.people.accept(
                token, password: password, visitor: visit.visitor)
            return visit.leadOn(to: "/sign-in")
        } catch let error as StoreError {
            guard let refusal = error.refusal else { throw error }
            page.refusal =
                refusal == .tokenRefused
                ? visit.words.people.wrongLink : visit.words.refusals.sentence(for: refusal)
            return visit.page(page, .forbidden)
        }
    }
}
