internal import Domain
internal import Markup
internal import Store
internal import Values

/// The tenants of the hub, for those who administer it.
struct TenantsPage: View {
    let inside: Inside
    let tenants: [Tenant]
    let next: Cursor?
    let isFirstPage: Bool
    var form = FormValues()
    var trouble = FormTrouble()

    private var words: TenantWords { inside.words.tenants }

    var body: Markup {
        ShellPage(inside, title: words.title, at: .hub) {
            PageHead(
                title: words.title, crumbs: [(inside.words.hub.title, "/hub")],
                crumbsLabel: inside.words.common.breadcrumb, lead: words.lead)
            div(.class("stack")) {
                section(.class("panel"), .aria(.label, words.title)) {
                    table
                    footer { pager }
                }
                add
            }
        }
    }

    private var table: Markup {
        Table(
            caption: words.title, rows: tenants, title: words.name,
            name: { RowName(name: $0.displayName, detail: $0.name).body },
            columns: [
                .init(words.created, .noBreak) { Moment($0.created).body },
                .init(words.rename, .whole) { rename($0) },
            ]
        ).body
    }

    private func rename(_ tenant: Tenant) -> Markup {
        let id = "name-\(tenant.id)"
        return Markup.row(
            .post(to: .path("hub", "tenants", tenant.id.description, "name"), inside.frame.csrf)
        ) {
            label(.for(id), .class("sr")) { words.newName(tenant.displayName) }
            input(
                .class("input"), .id(id), .name("display_name"), .value(tenant.displayName),
                .maxlength(Fields.tenantDisplayName.length.upperBound), .required)
            Button(words.rename, .submit, isMini: true)
        }
    }

    private var add: Markup {
        Panel(words.add, id: "add", note: words.addNote) {
            Markup.form(.post(to: "/hub/tenants", inside.frame.csrf)) {
                FormSummary(
                    trouble: trouble, words: inside.words.field,
                    names: [
                        "name": words.short, "display_name": words.name, "owner": words.owner,
                    ])
                div(.class("numbers")) {
                    TextField(
                        name: "display_name", label: words.name, value: form["display_name"],
                        lengthMax: Fields.tenantDisplayName.length.upperBound,
                        error: trouble["display_name"])
                    TextField(
                        name: "name", label: words.short, hint: words.shortHint,
                        value: form["name"], lengthMax: Fields.tenantName.length.upperBound,
                        error: trouble["name"], isCode: true)
                    TextField(
                        name: "owner", label: words.owner, hint: words.ownerHint,
                        value: form["owner"], error: trouble["owner"])
                }
                FormFoot(submit: Button(words.add, .submit, kind: .primary, icon: "plus"))
            }
        }.body
    }

    private var pager: Markup {
        Pager(
            words: inside.words.common, summary: words.shown(tenants.count),
            first: isFirstPage ? nil : "/hub/tenants",
            next: next.map { .path("hub", "tenants", query: [("after", $0.description)]) }
        ).body
    }
}
