/// Something a command can be given: an option or an argument, declared as a stored property.
package protocol Parameter: Sendable {
    var declaration: Declaration { get }

    /// The typed value of what was given, in the order it was given; nothing may have been.
    func value(of given: [Given]) throws(UsageError) -> any Sendable
}

/// Several parameters in one stored property, for commands that share them.
package protocol ParameterGroup: Sendable {
    var parameters: [any Parameter] { get }
}

/// One value as it was written, and where. A flag's text is `true` or `false`.
package struct Given: Hashable, Sendable {
    package let text: String
    package let origin: Origin

    package init(_ text: String, from origin: Origin) {
        self.text = text
        self.origin = origin
    }
}
