package import JSON

/// Describes an API in OpenAPI 3.1, from the routes that serve it.
package struct OpenAPI: Sendable {
    package enum SecurityScheme: Sendable {
        /// A cookie of that name.
        case cookie(String)
        /// `Authorization: Bearer`.
        case bearer
    }

    package var title: String
    package var version: String
    package var description: String
    /// Addresses below which the paths are found.
    package var servers: [String]
    package var security: [(name: String, scheme: SecurityScheme)]

    package init(
        title: String, version: String, description: String, servers: [String] = ["/"],
        security: [(name: String, scheme: SecurityScheme)] = []
    ) {
        self.title = title
        self.version = version
        self.description = description
        self.servers = servers
        self.security = security
    }

    /// The document. Traps where two types of different shape have one name.
    package func document(of routes: [RouteDescription]) -> JSON {
        let documented = routes.filter(\.about.isDocumented)
        var paths = JSONObject()
        for route in documented {
            let path = route.pattern.description
            var item = JSONObject()
            if case .object(let known)? = paths[path] { item = known }
            item[route.method.rawValue.lowercased()] = operation(route)
            paths[path] = .object(item)
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": .string(title), "version": .string(version),
                "description": .string(description),
            ],
            "servers": .array(servers.map { ["url": .string($0)] }),
            "paths": .object(paths),
            "components": [
                "schemas": .object(schemas(of: documented)),
                "responses": ["Problem": Self.problemResponse],
                "securitySchemes": .object(securitySchemes),
            ],
        ]
    }

    private func operation(_ route: RouteDescription) -> JSON {
        var operation = JSONObject()
        operation["operationId"] = .string(operationID(of: route))
        operation["summary"] = .string(route.about.summary)
        if !route.about.tags.isEmpty {
            operation["tags"] = .array(route.about.tags.map(JSON.string))
        }
        let parameters =
            pathParameters(of: route) + parameters(route.query, in: "query")
            + parameters(route.about.headers, in: "header")
        if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
        if let takes = route.takes {
            operation["requestBody"] = ["required": true, "content": content(takes)]
        }
        operation["responses"] = responses(of: route)
        // Any one of the group's ways is enough.
        operation["security"] = .array(route.security.map { [$0: []] })
        if let permission = route.permission {
            operation["x-permission"] = .string(permission)
        }
        return .object(operation)
    }

    private func responses(of route: RouteDescription) -> JSON {
        var success: JSON = ["description": .string("\(route.status.reason)")]
        if let gives = route.gives {
            success = [
                "description": .string("\(route.status.reason)"), "content": content(gives),
            ]
        }
        var responses = JSONObject()
        responses["\(route.status.code)"] = success
        let problem: JSON = ["$ref": "#/components/responses/Problem"]
        for failure in route.about.failures { responses["\(failure.code)"] = problem }
        responses["default"] = problem
        return .object(responses)
    }

    private func pathParameters(of route: RouteDescription) -> [JSON] {
        route.pattern.parameters.map { parameter in
            [
                "name": .string(parameter.name), "in": "path", "required": true,
                "schema": parameter.shape.document,
            ]
        }
    }

    private func parameters(
        _ parameters: [QueryParameterDescription], in place: String
    ) -> [JSON] {
        parameters.map { parameter in
            [
                "name": .string(parameter.name), "in": .string(place),
                "description": .string(parameter.words), "schema": parameter.shape.document,
            ]
        }
    }

    private func content(_ shape: SchemaShape) -> JSON {
        ["application/json": ["schema": shape.document]]
    }

    /// Such as `getRunsByRun` for `GET /api/v1/runs/{run}`.
    private func operationID(of route: RouteDescription) -> String {
        let words = route.pattern.description.split(separator: "/").flatMap { segment in
            let name = segment.filter { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
            let words = name.split { $0 == "-" || $0 == "_" || $0 == "." }.map(String.init)
            return segment.hasPrefix("{") ? ["by"] + words : words
        }
        let capitalised = words.filter { $0 != "api" }.map { word in
            word.prefix(1).uppercased() + word.dropFirst()
        }
        return route.method.rawValue.lowercased() + capitalised.joined()
    }
}

extension OpenAPI {
    private func schemas(of routes: [RouteDescription]) -> JSONObject {
        var definitions: [String: JSON] = ["Problem": Self.problemSchema]
        let shapes = routes.flatMap { route in
            [route.takes, route.gives].compactMap(\.self) + route.query.map(\.shape)
        }
        for (name, definition) in shapes.flatMap(\.definitions) {
            precondition(
                definitions[name] == nil || definitions[name] == definition,
                "two types of the API are called \(name)")
            definitions[name] = definition
        }
        var sorted = JSONObject()
        for name in definitions.keys.sorted() { sorted[name] = definitions[name] }
        return sorted
    }

    private var securitySchemes: JSONObject {
        var schemes = JSONObject()
        for (name, scheme) in security {
            switch scheme {
            case .cookie(let cookie):
                schemes[name] = ["type": "apiKey", "in": "cookie", "name": .string(cookie)]
            case .bearer:
                schemes[name] = ["type": "http", "scheme": "bearer"]
            }
        }
        return schemes
    }

    private static var problemResponse: JSON {
        [
            "description": "Why it was not done.",
            "content": [
                .init(Problem.contentType): ["schema": ["$ref": "#/components/schemas/Problem"]]
            ],
        ]
    }

    /// Of `Problem.document`.
    private static var problemSchema: JSON {
        let text: JSON = ["type": "string"]
        let violation: JSON = [
            "type": "object", "additionalProperties": false,
            "required": ["field", "code", "message"],
            "properties": ["field": text, "code": text, "message": text],
        ]
        return [
            "type": "object",
            "description": "Problem details of RFC 9457 with a stable code.",
            "additionalProperties": false,
            "required": ["title", "status", "code", "detail", "requestId", "retry"],
            "properties": [
                "title": text, "status": ["type": "integer"], "code": text, "detail": text,
                "requestId": text,
                "retry": [
                    "type": "boolean",
                    "description": "Whether the same request may be done later, unchanged.",
                ],
                "hint": ["type": "string", "description": "What helps."],
                "violations": ["type": "array", "items": violation],
            ],
        ]
    }
}
