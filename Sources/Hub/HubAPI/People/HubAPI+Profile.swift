internal import Cryptography
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Store
internal import Values

extension HubAPI {
    private static let session = PathParameter("session", Schema<ID<Session>>.id())
    private static let failures: [HTTPStatus] = [.unauthorized, .forbidden, .conflict]
    private static let tags = ["Profile"]

    /// For people alone: a token acts for a person and does not become one.
    func addProfile(to routes: Routes<Call>, _ door: HubDoor) {
        door.admitted(to: routes, for: .viewOwnProfile).add(
            .get, "/api/v1/profile",
            RouteAbout("Show who you are", tags: Self.tags, failures: Self.failures),
            gives: ProfileDocument.schema
        ) { context in ProfileDocument(user: context.user) }
        let own = door.admitted(to: routes, for: .editOwnProfile)
        own.add(
            .put, "/api/v1/profile",
            RouteAbout(
                "Change your name and language", tags: Self.tags, failures: Self.failures),
            takes: ProfileForm.schema, gives: ProfileDocument.schema
        ) { context, form in
            try await parts.ownProfile.change(
                context.user, name: form.name, language: form.language,
                from: Visitor(context.request).address)
            var user = context.user
            (user.displayName, user.language) = (form.name, form.language)
            return ProfileDocument(user: user)
        }
        own.add(
            .put, "/api/v1/profile/password",
            RouteAbout(
                "Change your password, which ends your other sessions", tags: Self.tags,
                bodyLimit: 4096, failures: Self.failures + [.tooManyRequests]),
            takes: PasswordForm.schema, gives: ProfileDocument.schema
        ) { context, form in
            let outcome = try await parts.ownProfile.changePassword(
                of: context.user, from: form.old, to: form.new.revealed(),
                keeping: context.signedIn.session.id, at: Visitor(context.request).address)
            switch outcome {
            case .changed: return ProfileDocument(user: context.user)
            case .refused:
                throw Problem(
                    .forbidden, "wrong_password", "The old password is another one.")
            case .wait(let span): throw Problem.tooManyAttempts(span)
            }
        }
        addOwnSessions(to: routes, door)
    }

    private func addOwnSessions(to routes: Routes<Call>, _ door: HubDoor) {
        door.admitted(to: routes, for: .viewOwnProfile).add(
            .get, "/api/v1/sessions",
            RouteAbout("List where you are signed in", tags: Self.tags, failures: Self.failures),
            gives: ListDocument.schema("OwnSessionList", of: OwnSessionDocument.schema)
        ) { context in
            let current = context.signedIn.session.id
            return ListDocument(
                items: try await parts.sessions.sessions(of: context.user.id).map {
                    OwnSessionDocument(session: $0, isCurrent: $0.id == current)
                })
        }
        door.admitted(to: routes, for: .endOwnSessions).add(
            .delete, "/api/v1/sessions/\(Self.session)",
            RouteAbout(
                "End one of your sessions", tags: Self.tags,
                failures: Self.failures + [.notFound]), status: .noContent
        ) { context in
            try await parts.sessions.end(
                context[Self.session], of: context.user, visitor: Visitor(context.request))
            return HTTPResponse(.noContent)
        }
    }
}
