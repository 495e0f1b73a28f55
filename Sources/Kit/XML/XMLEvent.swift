/// What a reader finds, in the order of the document.
package enum XMLEvent: Hashable, Sendable {
    case start(XMLName, [XMLAttribute])
    /// All text between two tags, entities resolved, never empty.
    case text(String)
    case end(XMLName)
}

/// The name of an element or an attribute.
package struct XMLName: Hashable, Sendable, CustomStringConvertible {
    /// Empty for names in no namespace.
    package let namespace: String
    package let local: String

    package init(_ local: String, in namespace: String = "") {
        self.local = local
        self.namespace = namespace
    }

    package var description: String { namespace.isEmpty ? local : "{\(namespace)}\(local)" }
}

package struct XMLAttribute: Hashable, Sendable {
    package let name: XMLName
    package let value: String

    package init(_ name: XMLName, _ value: String) {
        self.name = name
        self.value = value
    }
}
