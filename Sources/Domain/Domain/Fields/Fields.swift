/// The field rules of the hub's own objects.
package enum Fields {
    /// Wide enough for an e-mail address, which many people will use.
    package static let login = FieldRule("login", length: 2...64, .lowerCase(and: ".-_@+"))
    package static let displayName = FieldRule("display_name", length: 1...100, .oneLine)
    /// Long rather than complicated; the upper bound keeps a hash's cost in hand.
    package static let password = FieldRule(
        "password", length: 12...256, .anything, isTrimmed: false)
    package static let tenantName = FieldRule("tenant", length: 1...40, .lowerCase(and: "-"))
    package static let tenantDisplayName = FieldRule("tenant_name", length: 1...100, .oneLine)

    package static let all =
        [login, displayName, password, tenantName, tenantDisplayName] + work
}
