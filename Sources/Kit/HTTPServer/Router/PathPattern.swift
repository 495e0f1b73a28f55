package import JSON

/// A part of a path that varies. It is declared once, stands in patterns by interpolation, and is
/// read from the context by itself:
///
///     static let run = PathParameter("run", Schema<ID<Run>>.id())
///     routes.add(.get, "/runs/\(run)", …) { context in try await runs.find(context[run]) }
package struct PathParameter<Value: Sendable>: Sendable {
    package let name: String
    let schema: Schema<Value>
    /// Takes all segments that are left, at least one.
    let isRest: Bool

    package init(_ name: String, _ schema: Schema<Value>) {
        self.name = name
        self.schema = schema
        isRest = false
    }
}

extension PathParameter where Value == String {
    /// For the end of a pattern: all segments that are left, with slashes between them.
    package init(rest name: String) {
        self.name = name
        schema = .text(1...4096)
        isRest = true
    }
}

/// The path of a route: literal segments and parameters, each a whole segment.
package struct PathPattern: Hashable, Sendable, CustomStringConvertible {
    enum Segment: Hashable, Sendable {
        case literal([UInt8])
        case parameter(String)
        case rest(String)
    }

    let segments: [Segment]
    let parameters: [(name: String, shape: SchemaShape)]
    /// As OpenAPI writes it: `/runs/{run}`.
    package let description: String

    /// Whether the parameter is a part of it.
    package func has<Value>(_ parameter: PathParameter<Value>) -> Bool {
        index(of: parameter.name) != nil
    }

    func index(of name: String) -> Int? {
        parameters.firstIndex { $0.name == name }
    }

    package static func == (a: PathPattern, b: PathPattern) -> Bool {
        a.segments == b.segments
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(segments)
    }
}

extension PathPattern: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) {
        var interpolation = StringInterpolation(literalCapacity: 0, interpolationCount: 0)
        interpolation.appendLiteral(value)
        self.init(stringInterpolation: interpolation)
    }

    package init(stringInterpolation interpolation: StringInterpolation) {
        let text = interpolation.text
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        precondition(
            text.hasPrefix("/") && (text == "/" || !parts.contains("")),
            "\(text) is no pattern: it begins with a slash and has no empty segment")
        var parameters = interpolation.parameters[...]
        segments = parts.map { part in
            guard part.hasPrefix("{") else { return .literal(Array(part.utf8)) }
            guard let next = parameters.popFirst(), part == "{\(next.name)}" else {
                preconditionFailure("\(text) has a parameter that is no whole segment")
            }
            return next.isRest ? .rest(next.name) : .parameter(next.name)
        }
        precondition(parameters.isEmpty, "a parameter of \(text) is no whole segment")
        self.parameters = interpolation.parameters.map { ($0.name, $0.shape) }
        description = text
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""
        fileprivate var parameters: [(name: String, shape: SchemaShape, isRest: Bool)] = []

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        package mutating func appendInterpolation<Value>(_ parameter: PathParameter<Value>) {
            text += "{\(parameter.name)}"
            parameters.append((parameter.name, parameter.schema.shape, parameter.isRest))
        }
    }
}
