internal import Markup

/// Type, colour roles and statuses.
struct DesignTokens: View {
    private static let scale = [
        ("t-3xl", "Everything is safe 一切安全", "the verdict, once per product"),
        ("t-2xl", "Page title 页面标题", "h1"), ("t-xl", "18.4 TiB", "figures of tiles"),
        ("t-lg", "Section 小节", "h2 on open ground"),
        ("t-md", "Body text 正文", "reading, titles of panels"),
        ("t-sm", "Table, control 表格与控件", "everything operable"),
        ("t-xs", "Hint, caption 提示", "second line"),
        ("t-2xs", "Column head 表头", "never for sentences"),
    ]
    private static let hues = [
        "page", "surface", "sunken", "line", "control", "ink", "ink2", "ink3", "accent",
        "accentsoft", "kelp", "data",
    ]

    var body: Markup {
        Panel("Type", id: "type", isPadded: false) {
            Table(
                caption: "Type scale", rows: Self.scale, title: "Token",
                name: { scale in code { "--\(scale.0)" } },
                columns: [
                    .init("Sample", .whole) { scale in span(.class(scale.0)) { scale.1 } },
                    .init("Use", .plain) { Markup($0.2) },
                ])
        }
        Panel(
            "Status", id: "status",
            note: "Shape, word and colour together. Cover the colour and it still reads."
        ) {
            div(.class("row")) {
                for status in Status.allCases {
                    StatusWord(status: status, word: status.rawValue)
                }
            }
            div(.class("row")) {
                for status in Status.allCases {
                    StatusWord(status: status, word: status.rawValue, isPill: false)
                }
            }
        }
        Panel("Colour roles", id: "hues") {
            ul(.class("gallery")) {
                for hue in Self.hues {
                    li(.class("stack tight")) {
                        span(.class("hue", hue))
                        small(.class("faint")) { hue }
                    }
                }
            }
        }
    }
}

/// Every picture there is.
struct DesignIcons: View {
    static let names = [
        "overview", "agent", "source", "vault", "schedule", "run", "snapshot", "drill", "alert",
        "audit", "users", "settings", "key", "search", "plus", "check", "close", "right", "down",
        "forward", "back", "copy", "download", "upload", "trash", "edit", "pause", "stop", "again",
        "filter", "more", "menu", "outside", "lock", "file", "folder", "folder-open", "database",
        "container", "terminal", "globe", "sun", "moon", "info", "eye", "history", "diff", "pin",
        "tag", "link", "leave", "tenant", "shield", "disk",
    ]

    var body: Markup {
        Panel("Icons", id: "icons", note: "20 px grid, 1.5 px stroke, round ends, one idea each.") {
            ul(.class("gallery")) {
                for name in Self.names {
                    li(.class("stack tight")) {
                        Icon(name)
                        small(.class("faint")) { name }
                    }
                }
            }
        }
    }
}
