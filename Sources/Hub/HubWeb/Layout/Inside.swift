internal import Domain
internal import HubCore
internal import Markup
internal import Store
internal import Values

/// What a page inside knows of who looks at it, and of the tenant it is about.
struct Inside: Sendable {
    let frame: PageFrame
    let authority: Authority
    /// Those that the person has a part in, by name.
    let tenants: [TenantDirectory.Entry]
    /// Nil on the hub's own pages, and for somebody who has a part in none.
    let entry: TenantDirectory.Entry?
    /// One line about the hub under the navigation.
    let hubLine: String
    let now: Timestamp
    /// Of the clock that the reader looks at; nil where no script has told.
    let zone: String?
    /// Since when the hub is, until somebody confirms it.
    let frozen: Timestamp?
    /// What goes on in the tenant, as far as the person may see it.
    var pulse = TenantPulse()
    /// What has just been done.
    var done: String?

    var words: Words { frame.words }
    var user: User { authority.user }
    var tenant: ID<Tenant>? { entry?.tenant.id }

    /// Whether the person may, in the tenant the page is about.
    func may(_ permission: Permission) -> Bool { authority.allows(permission, in: tenant) }

    /// A page below the tenant's.
    func url(_ first: String, _ rest: String..., query: [(name: String, value: String)] = [])
        -> URLReference
    {
        let head = tenant.map { ["tenants", $0.description] } ?? []
        return URLReference.path(head + [first] + rest, query: query)
    }

    /// The tenant's overview.
    var home: URLReference {
        tenant.map { .path("tenants", $0.description) } ?? "/"
    }
}
