/// A whole document: the skeleton every page shares.
package struct Page: View {
    private let language: String
    private let title: String
    private let icon: URLReference?
    private let stylesheets: [URLReference]
    private let scripts: [URLReference]
    private let attributes: [Attribute<HTML.Plain>?]
    private let bodyAttributes: [Attribute<HTML.Plain>?]
    private let head: Markup
    private let content: Markup

    /// - Parameters:
    ///   - language: of the words on the page, as in `zh-CN`.
    ///   - scripts: files of ours, loaded as modules once the page is read; inline there are none.
    ///   - attributes: of the `html` element, as the theme.
    ///   - bodyAttributes: of the `body` element, as the layout's class.
    ///   - head: more for the head, where a page needs it.
    package init(
        language: String, title: String, icon: URLReference? = nil,
        stylesheets: [URLReference] = [], scripts: [URLReference] = [],
        attributes: [Attribute<HTML.Plain>?] = [],
        bodyAttributes: [Attribute<HTML.Plain>?] = [], head: Markup = Markup(),
        @MarkupBuilder content: () -> Markup
    ) {
        self.language = language
        self.title = title
        self.icon = icon
        self.stylesheets = stylesheets
        self.scripts = scripts
        self.attributes = attributes
        self.bodyAttributes = bodyAttributes
        self.head = head
        self.content = content()
    }

    package var body: Markup {
        Markup.raw("<!doctype html>\n")
        Element<HTML.Plain>("html").make([.lang(language)] + attributes, inside)
    }

    @MarkupBuilder private var inside: Markup {
        Element<HTML.Plain>("head")() {
            Markup.raw(
                """
                <meta charset="utf-8">\
                <meta name="viewport" content="width=device-width, initial-scale=1">\
                <meta name="color-scheme" content="light dark">
                """)
            Element<HTML.Plain>("title")() { title }
            if let icon { link(.rel("icon"), .href(icon)) }
            for sheet in stylesheets { link(.rel("stylesheet"), .href(sheet)) }
            for script in scripts { scriptFile(.type("module"), .src(script)) }
            head
        }
        Element<HTML.Plain>("body").make(bodyAttributes, content)
    }
}

/// For the head of a page: what belongs to it.
package let link = VoidElement<HTML.HeadLink>("link")
private let scriptFile = Element<HTML.Script>("script")

extension Attribute where Kind == HTML.HeadLink {
    package static func rel(_ relation: StaticString) -> Attribute {
        Attribute("rel", "\(relation)")
    }
    package static func media(_ query: StaticString) -> Attribute {
        Attribute("media", "\(query)")
    }
}

extension Attribute where Kind == HTML.Script {
    fileprivate static func type(_ type: StaticString) -> Attribute {
        Attribute("type", "\(type)")
    }
}
