package import JSON

/// A route as data: what documentation, permission tests and the router itself go by.
package final class RouteDescription: Sendable {
    package let method: HTTPMethod
    package let pattern: PathPattern
    package let about: RouteAbout
    /// Of the request's body and of the answer's, where they are JSON.
    package let takes: SchemaShape?
    package let gives: SchemaShape?
    package let status: HTTPStatus
    /// Names of the ways to say who one is, from the route's group; none for a public route.
    package let security: [String]
    /// What the one who asks must be allowed to do, by its raw value, from the route's group; nil
    /// where anyone may.
    package let permission: String?

    package var query: [QueryParameterDescription] { about.query }

    init(
        _ method: HTTPMethod, _ pattern: PathPattern, _ about: RouteAbout,
        takes: SchemaShape?, gives: SchemaShape?, status: HTTPStatus, security: [String],
        permission: String?
    ) {
        self.method = method
        self.pattern = pattern
        self.about = about
        self.takes = takes
        self.gives = gives
        self.status = status
        self.security = security
        self.permission = permission
    }
}

/// What a route says about itself beside its path and its types.
package struct RouteAbout: Sendable {
    /// A JSON document of an API seldom needs a tenth of it.
    package static let bodyLimitDefault = 1 << 20

    /// One line, in the imperative: "Create a vault".
    package var summary: String
    /// Groups routes in the documentation.
    package var tags: [String]
    package var query: [QueryParameterDescription]
    /// Fields of the request's head that say how it is meant.
    package var headers: [QueryParameterDescription]
    /// Bytes of body the route takes; it takes none by default where it names no type.
    package var bodyLimit: Int?
    /// Statuses with which it fails, beside those every route may have.
    package var failures: [HTTPStatus]
    /// Pages and files are not part of the API.
    package var isDocumented: Bool

    package init(
        _ summary: String, tags: [String] = [], query: [QueryParameterDescription] = [],
        headers: [QueryParameterDescription] = [], bodyLimit: Int? = nil,
        failures: [HTTPStatus] = [], isDocumented: Bool = true
    ) {
        self.summary = summary
        self.tags = tags
        self.query = query
        self.headers = headers
        self.bodyLimit = bodyLimit
        self.failures = failures
        self.isDocumented = isDocumented
    }

    /// For pages, files and whatever else is no API.
    package static func page(_ summary: String, bodyLimit: Int? = nil) -> RouteAbout {
        RouteAbout(summary, bodyLimit: bodyLimit, isDocumented: false)
    }
}

extension RouteAbout: ExpressibleByStringLiteral {
    package init(stringLiteral summary: String) {
        self.init(summary)
    }
}
