/// Which prefix means which namespace, for each open element.
struct XMLNamespaces {
    private static let xml = "http://www.w3.org/XML/1998/namespace"

    private var scopes: [[String: String]] = []

    /// Opens an element's scope and names its attributes. Declarations are not among them.
    mutating func enter(_ tag: XMLTag, at offset: Int) throws(XMLError) -> [XMLAttribute] {
        var scope = scopes.last ?? ["xml": Self.xml, "": ""]
        var declared: Set<String> = []
        var plain: [XMLTag.Attribute] = []
        for attribute in tag.attributes {
            guard let prefix = Self.declaredPrefix(attribute.name) else {
                plain.append(attribute)
                continue
            }
            guard declared.insert(prefix).inserted, prefix != "xmlns",
                (prefix == "xml") == (attribute.value == Self.xml),
                prefix.isEmpty || !attribute.value.isEmpty
            else { throw XMLError(.malformed, at: offset, "a namespace is declared wrongly") }
            scope[prefix] = attribute.value
        }
        scopes.append(scope)
        var names: Set<XMLName> = []
        var attributes: [XMLAttribute] = []
        for attribute in plain {
            // Without a prefix an attribute is in no namespace, whatever the default is.
            let name =
                attribute.name.prefix.isEmpty
                ? XMLName(attribute.name.local) : try element(attribute.name, at: offset)
            guard names.insert(name).inserted else {
                throw XMLError(.malformed, at: offset, "an attribute stands twice in an element")
            }
            attributes.append(XMLAttribute(name, attribute.value))
        }
        return attributes
    }

    mutating func leave() {
        scopes.removeLast()
    }

    func element(
        _ name: XMLTag.QualifiedName, at offset: Int
    ) throws(XMLError) -> XMLName {
        guard let namespace = scopes.last?[name.prefix] else {
            throw XMLError(.malformed, at: offset, "the prefix \(name.prefix) means nothing")
        }
        return XMLName(name.local, in: namespace)
    }

    /// nil for an attribute that declares none.
    private static func declaredPrefix(_ name: XMLTag.QualifiedName) -> String? {
        if name.prefix.isEmpty, name.local == "xmlns" { return "" }
        return name.prefix == "xmlns" ? name.local : nil
    }
}
