internal import Host
internal import JSON
package import Telemetry

/// Answers requests by their routes.
///
///     let server = HTTPServer(on: loops, handler: router.handler)
///
/// Whatever a handler throws is answered here: a `Problem`, or what the program's table makes of
/// the error, or else 500 with nothing but the request's id, under which the log has the rest.
package final class Router: Sendable {
    /// Renders a problem for people.
    package typealias ProblemPage =
        nonisolated(nonsending) @Sendable (Problem, HTTPRequest, RequestID) async ->
        HTTPResponse

    /// What the program's boundary errors are to those who asked.
    package typealias Problems = @Sendable (any Error, HTTPRequest) -> Problem?

    let log: Logger
    private let ids: RequestIDSource
    private let trie: RouteTrie
    private let routes: [RouteTable.Route]
    private let problems: Problems
    private let page: ProblemPage?
    private let finish: ResponseFinish

    /// - Parameters:
    ///   - problems: what the program's boundary errors are to those who asked; nil for what it
    ///     does not know.
    ///   - page: a problem as a page, for those who would rather read one.
    package init(
        _ table: RouteTable, log: Logger, ids: RequestIDSource = RequestIDSource(),
        finish: ResponseFinish = ResponseFinish(),
        problems: @escaping Problems = { _, _ in nil },
        page: ProblemPage? = nil
    ) {
        self.log = log
        self.ids = ids
        self.finish = finish
        self.problems = problems
        self.page = page
        routes = table.routes
        var trie = RouteTrie()
        for (index, route) in table.routes.enumerated() {
            trie.add(route.description, index: index)
        }
        self.trie = trie
    }

    /// For the server. The method itself and not a closure that calls it: the compiler has such a
    /// closure leave the connection's executor.
    package var handler: HTTPHandler { respond }

    package nonisolated(nonsending) func respond(to request: HTTPRequest) async -> HTTPResponse {
        let start = MonotonicTime.nanoseconds
        let id = ids.next()
        var response: HTTPResponse
        do {
            response = try await answer(request, id)
        } catch {
            response = await refuse(request, id, error)
        }
        finish.apply(to: &response, for: request, id)
        logged(&response, request, id, since: start)
        return response
    }

    private nonisolated(nonsending) func answer(
        _ request: HTTPRequest, _ id: RequestID
    ) async throws -> HTTPResponse {
        let path = try request.decodedPath()
        guard let match = path.match(in: trie) else { return try unmatched(request, path) }
        let method = request.method == .head ? .get : request.method
        let found = trie.route(of: match, request.method) ?? trie.route(of: match, method)
        guard let index = found else { return try unanswered(request, match) }
        let route = routes[index]
        let call = Call(
            request: request, id: id, route: route.description,
            pathValues: path.values(of: match), router: self)
        return try await route.respond(call)
    }

    /// A path with a slash too many at its end leads to the one without.
    private func unmatched(
        _ request: HTTPRequest, _ path: DecodedPath
    ) throws -> HTTPResponse {
        if request.method == .options, request.path == "*" { return HTTPResponse(.noContent) }
        guard request.method.isSafe, path.isMatchedWithoutTrailingSlash(in: trie) else {
            throw Problem.notFound
        }
        // The path begins with one slash, or it would not match: it stays on this site.
        let query = request.query.map { "?\($0)" } ?? ""
        return HTTPResponse(
            .permanentRedirect, fields: [.location: "\(request.path.dropLast())\(query)"])
    }

    private func unanswered(
        _ request: HTTPRequest, _ match: RouteTrie.Match
    ) throws -> HTTPResponse {
        var methods = trie.methods(of: match).map(\.rawValue)
        if methods.contains("GET"), !methods.contains("HEAD") { methods.append("HEAD") }
        methods.append("OPTIONS")
        let allow: HTTPFields = [.allow: methods.sorted().joined(separator: ", ")]
        if request.method == .options { return HTTPResponse(.noContent, fields: allow) }
        throw Problem(
            .methodNotAllowed, "method_not_allowed",
            "This cannot be done with \(request.method).", fields: allow)
    }

    // MARK: Problems

    private nonisolated(nonsending) func refuse(
        _ request: HTTPRequest, _ id: RequestID, _ error: any Error
    ) async -> HTTPResponse {
        let problem = problem(of: error, request, id)
        var response: HTTPResponse
        if let page, MediaType.prefersHTML(request.fields[.accept]) {
            // A person is led to the page that helps; a program is refused.
            if problem.fields.contains(.location) {
                return HTTPResponse(.seeOther, fields: problem.fields)
            }
            response = await page(problem, request, id)
            response.status = problem.status
        } else {
            response = HTTPResponse(
                problem.status, fields: [.contentType: Problem.contentType],
                body: .bytes(problem.document(for: id).bytes()))
        }
        response.fields.append(contentsOf: problem.fields)
        // An answer that depends on who asks, or on when, must not be kept for others.
        response.fields[.cacheControl] = "no-store"
        response.fields.append(.vary, "Accept")
        response.fields.append(.vary, "Accept-Language")
        return response
    }

    private func problem(
        of error: any Error, _ request: HTTPRequest, _ id: RequestID
    ) -> Problem {
        if let known = error as? any ProblemConvertible { return known.problem }
        // The client is gone or the server stops; nobody failed.
        if error is CancellationError { return .stopping }
        let problem = problems(error, request) ?? .unexpected
        // What is the server's fault has a cause that only the log is told.
        if problem.status.code >= 500 {
            log.error("request failed", ["request": id, "reason": LoggedError(error)])
        }
        return problem
    }

    // MARK: Log

    /// Logs the answer once it is known how many bytes it had.
    private func logged(
        _ response: inout HTTPResponse, _ request: HTTPRequest, _ id: RequestID, since start: UInt64
    ) {
        guard log.level <= .info else { return }
        let line = RequestLine(
            request: request, id: id, status: response.status, start: start, log: log)
        switch response.body {
        case .stream(let length, let write):
            response.body = .stream(length: length) { writer in
                let counted = CountingSink(writer)
                do {
                    try await write(ResponseWriter(counted))
                } catch {
                    line.write(bytes: counted.count, isWhole: false)
                    throw error
                }
                line.write(bytes: counted.count, isWhole: true)
            }
        case .bytes(let bytes): line.write(bytes: bytes.count, isWhole: true)
        case .file(let content): line.write(bytes: content.range.count, isWhole: true)
        case .empty, .webSocket: line.write(bytes: 0, isWhole: true)
        }
    }
}
