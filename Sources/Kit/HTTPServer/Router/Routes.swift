package import JSON

/// Collects routes while a program starts. Groups share their table.
package final class RouteTable {
    typealias Respond = nonisolated(nonsending) @Sendable (Call) async throws -> HTTPResponse

    struct Route: Sendable {
        let description: RouteDescription
        let respond: Respond
    }

    private(set) var routes: [Route] = []

    package init() {}

    package var descriptions: [RouteDescription] { routes.map(\.description) }

    /// The routes for everybody.
    package var root: Routes<Call> {
        Routes(table: self, security: [], permission: nil) { call in call }
    }

    func add(_ description: RouteDescription, _ respond: @escaping Respond) {
        routes.append(Route(description: description, respond: respond))
    }
}

/// Routes that share a context.
///
///     let signedIn = routes.group(security: ["session"], permission: "profile.view") { call in
///         try await sessions.signedIn(call, for: call.route.permission)
///     }
///     signedIn.add(.get, "/api/v1/me", "Tell who I am", gives: User.schema) { context in
///         context.user
///     }
package struct Routes<Context: RequestContext> {
    package typealias Enter = nonisolated(nonsending) @Sendable (Call) async throws -> Context

    let table: RouteTable
    let security: [String]
    let permission: String?
    /// Each closure below captures a constant of this name: one with a capture list would leave the
    /// executor of its caller, whatever its type says (Swift 6.3).
    let enter: Enter

    /// A group inside this one. `transform` makes its context from ours, or throws what the one who
    /// asks is told: it is the one place where rights are checked.
    ///
    /// - Parameter permission: what every route of the group needs, by its raw value; nil where
    ///   anyone may. A context that only a group with a permission makes is how a handler is sure
    ///   of it.
    package func group<Inner: RequestContext>(
        security: [String], permission: String? = nil,
        _ transform:
            nonisolated(nonsending) @escaping @Sendable (Context) async throws -> Inner
    ) -> Routes<Inner> {
        let enter = enter
        return Routes<Inner>(table: table, security: security, permission: permission) { call in
            try await transform(enter(call))
        }
    }

    /// Any answer to any request: pages, files, streams. The request's body may be as long as
    /// `about.bodyLimit` says.
    ///
    /// - Parameter status: of the answer that is told about in the documentation.
    package func add(
        _ method: HTTPMethod, _ pattern: PathPattern, _ about: RouteAbout,
        status: HTTPStatus = .ok,
        _ handle:
            nonisolated(nonsending) @escaping @Sendable (Context) async throws ->
            HTTPResponse
    ) {
        let limit = about.bodyLimit ?? 0
        let enter = enter
        add(method, pattern, about, takes: nil, gives: nil, status: status) { call in
            if call.request.body.length != 0 { await call.request.body.limit(to: limit) }
            return try await handle(enter(call))
        }
    }

    /// JSON out.
    package func add<Output: Sendable>(
        _ method: HTTPMethod, _ pattern: PathPattern, _ about: RouteAbout,
        gives output: Schema<Output>, status: HTTPStatus = .ok,
        _ handle: nonisolated(nonsending) @escaping @Sendable (Context) async throws -> Output
    ) {
        let enter = enter
        add(method, pattern, about, takes: nil, gives: output.shape, status: status) { call in
            let context = try await enter(call)
            try call.refuseUnknownQuery()
            if call.request.body.length != 0 { await call.request.body.limit(to: 0) }
            return .json(try await handle(context), output, status)
        }
    }

    /// JSON in and out.
    package func add<Input: Sendable, Output: Sendable>(
        _ method: HTTPMethod, _ pattern: PathPattern, _ about: RouteAbout,
        takes input: Schema<Input>, gives output: Schema<Output>, status: HTTPStatus = .ok,
        _ handle:
            nonisolated(nonsending) @escaping @Sendable (Context, Input) async throws -> Output
    ) {
        add(method, pattern, about, takes: input, gives: output, status: status) {
            context, input in
            (value: try await handle(context, input), fields: [:])
        }
    }

    /// JSON in and out, with fields of the answer's head, as cookies.
    package func add<Input: Sendable, Output: Sendable>(
        _ method: HTTPMethod, _ pattern: PathPattern, _ about: RouteAbout,
        takes input: Schema<Input>, gives output: Schema<Output>, status: HTTPStatus = .ok,
        _ handle:
            nonisolated(nonsending) @escaping @Sendable (Context, Input) async throws ->
            (value: Output, fields: HTTPFields)
    ) {
        let enter = enter
        add(method, pattern, about, takes: input.shape, gives: output.shape, status: status) {
            call in
            // Who asks is settled before anything of theirs is read.
            let context = try await enter(call)
            try call.refuseUnknownQuery()
            let (value, fields) = try await handle(context, call.read(input))
            var response = HTTPResponse.json(value, output, status)
            response.fields.append(contentsOf: fields)
            return response
        }
    }

    /// JSON in, nothing out: 204.
    package func add<Input: Sendable>(
        _ method: HTTPMethod, _ pattern: PathPattern, _ about: RouteAbout,
        takes input: Schema<Input>,
        _ handle:
            nonisolated(nonsending) @escaping @Sendable (Context, Input) async throws -> Void
    ) {
        let enter = enter
        add(method, pattern, about, takes: input.shape, gives: nil, status: .noContent) { call in
            let context = try await enter(call)
            try call.refuseUnknownQuery()
            try await handle(context, call.read(input))
            return HTTPResponse(.noContent)
        }
    }

    private func add(
        _ method: HTTPMethod, _ pattern: PathPattern, _ about: RouteAbout,
        takes: SchemaShape?, gives: SchemaShape?, status: HTTPStatus,
        _ respond: @escaping RouteTable.Respond
    ) {
        table.add(
            RouteDescription(
                method, pattern, about, takes: takes, gives: gives, status: status,
                security: security, permission: permission), respond)
    }
}

extension Call {
    /// The body, which has to be JSON and say so: a form of another site cannot send that.
    fileprivate func read<Input>(_ schema: Schema<Input>) async throws -> Input {
        guard MediaType(request.fields[.contentType] ?? "")?.isJSON == true else {
            throw Problem(
                .unsupportedMediaType, "unsupported_media_type",
                "The body has to be sent as application/json.")
        }
        let limit = route.about.bodyLimit ?? RouteAbout.bodyLimitDefault
        return try schema.decode(await request.body.collect(limit: limit))
    }
}
