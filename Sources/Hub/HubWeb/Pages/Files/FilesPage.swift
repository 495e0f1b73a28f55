internal import AgentProtocol
internal import Domain
internal import HubCore
internal import Markup
internal import Values

/// The views of one snapshot.
struct SnapshotTabs: View {
    enum Tab: Sendable { case about, files, changes }

    let inside: Inside
    let snapshot: KnownSnapshot
    let current: Tab

    private var words: FileWords { inside.words.files }
    private var id: String { snapshot.id.description }

    var body: Markup {
        if inside.may(.browseSnapshots), snapshot.gone == nil {
            Tabs(
                label: words.sections,
                tabs: [
                    .init(
                        name: words.about, url: inside.url("snapshots", id),
                        isCurrent: current == .about),
                    .init(
                        name: words.files, url: inside.url("snapshots", id, "files"),
                        isCurrent: current == .files),
                    .init(
                        name: words.changes, url: inside.url("snapshots", id, "changes"),
                        isCurrent: current == .changes),
                ])
        }
    }
}

/// What lies in a folder of a snapshot; what is chosen of it is given back.
struct FilesPage: View {
    let inside: Inside
    let shown: ShownSnapshot
    let folder: EntryPath
    let finding: Connections.Finding<TreePage>
    /// Why what was chosen could not be had.
    var refusal: String?

    private var words: FileWords { inside.words.files }
    private var id: String { shown.snapshot.id.description }

    var body: Markup {
        ShellPage(inside, title: inside.words.snapshots.of(shown), at: .snapshots) {
            SnapshotHead(inside: inside, shown: shown)
            SnapshotTabs(inside: inside, snapshot: shown.snapshot, current: .files)
            if let refusal { Notice(status: .fail, text: refusal) }
            form(.post(to: inside.url("snapshots", id, "choice"), inside.frame.csrf)) {
                section(.class("panel"), .aria(.label, words.filesIn)) {
                    div(.class("toolbar")) { way }
                    content
                }
            }
        }
    }

    private func url(_ folder: EntryPath, after: FileName? = nil) -> URLReference {
        var query: [(name: String, value: String)] = []
        if !folder.isRoot { query.append(("folder", folder.text)) }
        if let after { query.append(("after", EntryPath([after]).text)) }
        return inside.url("snapshots", id, "files", query: query)
    }

    private var way: Markup {
        nav(.class("crumbs"), .aria(.label, words.way)) {
            ol {
                li { a(.href(url(EntryPath()))) { words.root } }
                for crumb in folder.crumbs {
                    li { a(.href(url(crumb.path))) { bdi { crumb.name } } }
                }
            }
        }
    }

    @MarkupBuilder private var content: Markup {
        switch finding {
        case .refused(let failure):
            div(.class("body")) {
                Notice(
                    status: .warn, title: words.unreadable,
                    text: inside.words.told(failure))
            }
        case .found(let page):
            if page.items.isEmpty {
                EmptyState(icon: "folder-open", title: words.empty, text: words.emptyText)
            } else {
                div(.class("tree-head")) {
                    span { words.name }
                    span { words.size }
                    span { words.changed }
                }
                ul(.class("tree"), .aria(.label, words.filesIn)) {
                    for item in page.items { li { entry(item) } }
                }
            }
            footer { foot(page) }
        }
    }

    private func entry(_ item: TreePage.Item) -> Markup {
        let path = folder.appending(item.name)
        let name = item.name.text
        return div(.class("entry")) {
            if inside.may(.restore) {
                input(
                    .type(.checkbox), .name("path"), .value(path.text),
                    .aria(.label, words.choose(name)))
            } else {
                span()
            }
            Icon(item.kind == .folder ? "folder" : "file", isFolder: item.kind == .folder)
            if item.kind == .folder {
                a(.class("truncate"), .href(url(path)), .title(name)) { bdi { name } }
            } else if let source = shown.snapshot.source, item.kind == .file {
                a(
                    .class("truncate"), .title(name),
                    .href(
                        inside.url(
                            "sources", source.description, "versions",
                            query: [("path", path.text)]))
                ) { bdi { name } }
            } else {
                bdi(.class("truncate"), .title(name)) { name }
            }
            span(.class("num")) {
                switch item.kind {
                case .file: inside.words.figures.size(item.size)
                case .link: words.link
                case .folder, .other: ""
                }
            }
            span(.class("num")) {
                if let modified = item.modified { Moment(modified) }
            }
        }
    }

    @MarkupBuilder private func foot(_ page: TreePage) -> Markup {
        if !page.isLast, let last = page.items.last {
            Button(words.more, .open(url(folder, after: last.name)), icon: "forward", isMini: true)
        }
        if inside.may(.restore) {
            if !folder.isRoot {
                input(.type(.hidden), .name("folder"), .value(folder.text))
            }
            span { words.nothingChosen }
            span(.class("buttons push")) {
                if inside.may(.download) {
                    Button(
                        words.download, .choose(name: "deed", value: "download"),
                        icon: "download", isMini: true)
                }
                Button(
                    words.restore, .choose(name: "deed", value: "restore"), kind: .primary,
                    icon: "history", isMini: true)
            }
        }
    }
}
