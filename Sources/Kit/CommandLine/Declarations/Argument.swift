/// A value without a name, known by its place after the command.
package struct Argument<Value: Sendable>: Parameter {
    package let declaration: Declaration
    private let reading: @Sendable ([Given]) throws(UsageError) -> Value

    private init(
        _ name: String, _ help: String, isRequired: Bool, repeats: Bool = false,
        completion: Completion,
        reading: @escaping @Sendable ([Given]) throws(UsageError) -> Value
    ) {
        declaration = Declaration(
            .argument, name: name, placeholder: name, help: help, isRequired: isRequired,
            repeats: repeats, completion: completion)
        self.reading = reading
    }

    package func value(of given: [Given]) throws(UsageError) -> any Sendable {
        try reading(given)
    }
}

extension Argument {
    /// Must be given.
    package init(_ name: String, _ syntax: Syntax<Value>, _ help: String) {
        self.init(name, help, isRequired: true, completion: syntax.completion) {
            given throws(UsageError) in
            guard let last = given.last else { throw .missing(name) }
            return try last.read(as: syntax, named: name)
        }
    }

    /// May be left out.
    package static func optional<Wrapped: Sendable>(
        _ name: String, _ syntax: Syntax<Wrapped>, _ help: String
    ) -> Argument where Value == Wrapped? {
        Argument(name, help, isRequired: false, completion: syntax.completion) {
            given throws(UsageError) in
            try given.last?.read(as: syntax, named: name)
        }
    }

    /// All that follow; at least one where `isRequired`.
    package static func repeated<Element: Sendable>(
        _ name: String, _ syntax: Syntax<Element>, isRequired: Bool = true, _ help: String
    ) -> Argument where Value == [Element] {
        Argument(
            name, help, isRequired: isRequired, repeats: true, completion: syntax.completion
        ) { given throws(UsageError) in
            guard !isRequired || !given.isEmpty else { throw .missing(name) }
            var values: [Element] = []
            for one in given { try values.append(one.read(as: syntax, named: name)) }
            return values
        }
    }
}
