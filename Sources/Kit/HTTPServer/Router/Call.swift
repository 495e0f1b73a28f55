internal import JSON
package import Telemetry

/// What a handler is given: one request on one route, with whatever is known about who asks.
///
/// Groups of routes have contexts of their own, made from the context of the group around them, so
/// a handler that needs a signed-in user takes a type that has one.
package protocol RequestContext: Sendable {
    var call: Call { get }
}

/// A request that has found its route: the context of those who have not said who they are.
package struct Call: RequestContext {
    package let request: HTTPRequest
    package let id: RequestID
    package let route: RouteDescription
    /// Decoded, in the order of the route's pattern.
    let pathValues: [String]
    let router: Router

    package var call: Call { self }

    /// Says the request's id in every line.
    package var log: Logger { router.log.with("request", id) }
}

extension RequestContext {
    package var request: HTTPRequest { call.request }

    /// The value of a parameter of the path. What cannot be one is not found.
    package subscript<Value>(parameter: PathParameter<Value>) -> Value {
        get throws {
            guard let index = call.route.pattern.index(of: parameter.name) else {
                preconditionFailure("\(call.route.pattern) has no parameter \(parameter.name)")
            }
            do {
                return try parameter.schema.decode(.string(call.pathValues[index]))
            } catch {
                throw Problem.notFound
            }
        }
    }

    /// The value of a field of the head, where it is there; `Violations` where it breaks its rule.
    package subscript<Value>(parameter: HeaderParameter<Value>) -> Value? {
        get throws { try parameter.value(in: request.fields) }
    }

    /// The value of a parameter of the query; `Violations` where it breaks its rule.
    package subscript<Value>(parameter: QueryParameter<Value>) -> Value {
        get throws {
            try parameter.value(in: call.queryItems())
        }
    }
}

extension Call {
    func queryItems() throws -> [(name: String, value: String)] {
        guard let items = request.queryItems else {
            throw Problem(.badRequest, "malformed_query", "The query is not readable.")
        }
        return items
    }

    /// An API is closed: a parameter nobody knows is more likely misspelt than meant.
    func refuseUnknownQuery() throws {
        try refuseIdleKey()
        guard request.query != nil else { return }
        let known = route.query.map(\.name)
        let unknown = try queryItems().map(\.name).filter { !known.contains($0) }
        guard unknown.isEmpty else {
            throw Violations(unknown.map { Violation(pointer: "?\($0)", reason: .unknownField) })
        }
    }

    /// Who sends one relies on it: where the route makes nothing of it, that is said.
    private func refuseIdleKey() throws {
        let name = "Idempotency-Key"
        guard request.fields[HTTPFieldName(name)] != nil,
            !route.about.headers.contains(where: { $0.name == name })
        else { return }
        throw Problem(
            .badRequest, "idempotency_key_unused",
            "This request takes no Idempotency-Key: sent twice, it is done twice or refused.")
    }
}
