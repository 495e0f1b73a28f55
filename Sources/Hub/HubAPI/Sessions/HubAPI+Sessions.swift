internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import Values

extension HubAPI {
    /// A program signs in as a person does: same throttle, same cookie, same record of it. That the
    /// body is JSON keeps forms of other sites out, as a form's code does on a page.
    func addSessions(to routes: Routes<Call>) {
        let door = HubDoor(
            setupState: parts.setupState, sessions: parts.sessions, for: .programs)
        let ready = door.afterSetup(routes)
        let about = RouteAbout(
            "Sign in", tags: Self.tags, bodyLimit: 4096,
            failures: [.unauthorized, .conflict, .tooManyRequests])
        ready.add(
            .post, "/api/v1/sessions", about, takes: SessionForm.schema,
            gives: SessionDocument.schema, status: .created
        ) { call, form in
            try await openSession(form, for: call.request)
        }
        door.admitted(to: ready, for: .viewOwnProfile).add(
            .get, "/api/v1/sessions/current",
            RouteAbout("Tell who is signed in", tags: Self.tags, failures: Self.failures),
            gives: SessionDocument.schema
        ) { context in SessionDocument(context.signedIn) }
        door.admitted(to: ready, for: .endOwnSessions).add(
            .delete, "/api/v1/sessions/current",
            RouteAbout("Sign out", tags: Self.tags, failures: Self.failures), status: .noContent
        ) { context in
            try await parts.sessions.end(context.signedIn, visitor: Visitor(context.request))
            var response = HTTPResponse(.noContent)
            response.set(SessionCookie.deleting(for: context.request))
            return response
        }
    }

    private static let tags = ["Sessions"]
    private static let failures: [HTTPStatus] = [.unauthorized, .forbidden, .conflict]

    private func openSession(
        _ form: SessionForm, for request: HTTPRequest
    ) async throws -> (value: SessionDocument, fields: HTTPFields) {
        let outcome = try await parts.signIn.attempt(
            login: form.login, password: form.password, visitor: Visitor(request))
        switch outcome {
        case .opened(let opened):
            // Gone again already where somebody has just disabled this person.
            guard let signedIn = try await parts.sessions.signedIn(by: opened.token) else {
                throw Self.refusal
            }
            var fields = HTTPFields()
            fields.append(
                .setCookie, SessionCookie.setting(opened, for: request).description)
            return (SessionDocument(signedIn), fields)
        case .refused:
            throw Self.refusal
        case .wait(let span):
            throw Problem.tooManyAttempts(span)
        }
    }

    /// Unknown login, wrong password or a disabled person: which of these is not told.
    private static let refusal = Problem(
        .unauthorized, "sign_in_refused", "Login and password do not go together.")
}

extension Problem {
    /// - Parameter span: Until the next one is looked at.
    static func tooManyAttempts(_ span: Duration) -> Problem {
        Problem(
            .tooManyRequests, "too_many_attempts",
            "Too many attempts failed; wait before the next one.",
            fields: [.retryAfter: String(span.secondsToWait)])
    }
}
