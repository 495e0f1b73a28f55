internal import Markup

/// What a page is about: its name, its state, what can be done with it.
struct PageHead: View {
    let title: String
    var crumbs: [(name: String, url: URLReference)] = []
    var crumbsLabel = ""
    var state = Markup()
    var actions = Markup()
    var lead: String?
    var facts = Markup()

    var body: Markup {
        header(.class("page-head")) {
            if !crumbs.isEmpty { trail }
            div(.class("split")) {
                h1 {
                    // In the direction of the page: a name in it does not turn the words around it.
                    bdi(.custom("dir", "ltr")) { title }
                    state
                }
                if !actions.isEmpty { div(.class("actions")) { actions } }
            }
            if let lead { p(.class("lead")) { lead } }
            if !facts.isEmpty { div(.class("facts-line")) { facts } }
        }
    }

    private var trail: Markup {
        nav(.class("crumbs"), .aria(.label, crumbsLabel)) {
            ol {
                for crumb in crumbs {
                    li { a(.href(crumb.url)) { bdi { crumb.name } } }
                }
            }
        }
    }
}

/// The views of one record.
struct Tabs: View {
    struct Tab: Sendable {
        let name: String
        let url: URLReference
        var count: String?
        var isCurrent = false
    }

    let label: String
    let tabs: [Tab]

    var body: Markup {
        nav(.class("tabs"), .aria(.label, label)) {
            ul {
                for tab in tabs {
                    li {
                        a(.href(tab.url), tab.isCurrent ? .aria(.current, "page") : nil) {
                            tab.name
                            if let count = tab.count { span(.class("count")) { count } }
                        }
                    }
                }
            }
        }
    }
}
