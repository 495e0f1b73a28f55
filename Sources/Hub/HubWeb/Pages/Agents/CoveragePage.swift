internal import AgentProtocol
internal import Domain
internal import HubCore
internal import Markup
internal import Values

/// What lies in a folder of a machine, and which source takes it.
struct CoveragePage: View {
    let inside: Inside
    let agent: Agent
    let folder: EntryPath
    let coverage: PathCoverage
    /// Of the sources, with what they are called.
    let schedules: [Schedule]
    let finding: Connections.Finding<TreePage>

    private var words: AgentWords { inside.words.agents }
    private var id: String { agent.id.description }

    var body: Markup {
        ShellPage(inside, title: words.coverageTitle(agent.name), at: .agents) {
            PageHead(
                title: words.coverageTitle(agent.name),
                crumbs: [
                    (words.title, inside.url("agents")), (agent.name, inside.url("agents", id)),
                ], crumbsLabel: inside.words.common.breadcrumb, actions: actions,
                lead: words.coverageLead)
            section(.class("panel"), .aria(.label, words.coverage)) {
                div(.class("toolbar")) {
                    way
                    goTo
                }
                switch finding {
                case .refused(let failure):
                    div(.class("body")) {
                        Notice(
                            status: .warn, title: words.cannotLook,
                            text: inside.words.told(failure))
                        if let doors = PolicyDoors(of: failure) { openFolders(doors.told) }
                    }
                case .found(let page):
                    if page.items.isEmpty {
                        EmptyState(
                            icon: "folder-open", title: inside.words.picker.empty,
                            text: inside.words.picker.emptyText)
                    } else {
                        table(page.items)
                    }
                    if !page.isLast { footer { inside.words.picker.more(page.items.count) } }
                }
            }
        }
    }

    @MarkupBuilder private var actions: Markup {
        if offersProtecting {
            Button(
                words.protectThis,
                .open(inside.url("protect", query: [("agent", id)])), kind: .primary,
                icon: "plus")
        }
    }

    private var way: Markup {
        nav(.class("crumbs"), .aria(.label, inside.words.picker.way)) {
            ol {
                li { a(.href(url(of: EntryPath([])))) { "/" } }
                for crumb in folder.crumbs {
                    li { a(.href(url(of: crumb.path))) { bdi { crumb.name } } }
                }
            }
        }
    }

    /// A machine may show less than its root.
    private var goTo: Markup {
        form(.get(inside.url("agents", id, "coverage"))) {
            label(.class("find")) {
                Icon("folder", isSmall: true)
                span(.class("sr")) { inside.words.picker.typed }
                input(
                    .type(.search), .name("folder"), .placeholder(words.goToFolder),
                    .maxlength(Fields.path.length.upperBound))
            }
        }
    }

    private func url(of path: EntryPath) -> URLReference {
        inside.url(
            "agents", id, "coverage", query: path.isRoot ? [] : [("folder", path.text)])
    }

    private func openFolders(_ paths: [String]) -> Markup {
        ul(.class("stack tight"), .aria(.label, inside.words.picker.openFolders)) {
            for path in paths {
                li {
                    a(.href(url(of: EntryPath(path)))) { code { bdi { path } } }
                }
            }
        }
    }

    private func path(of item: TreePage.Item) -> EntryPath { folder.appending(item.name) }

    private func table(_ items: [TreePage.Item]) -> Markup {
        Table(
            caption: words.coverage, rows: items, title: words.path,
            name: { item in
                RowName(
                    name: path(of: item).shown,
                    url: item.kind == .folder ? url(of: path(of: item)) : nil
                ).body
            },
            columns: [
                .init(inside.words.sources.status, .lead) { item in
                    let standing = look(at: item).standing
                    return StatusWord(
                        status: status(standing), word: words.standing(standing)
                    ).body
                },
                .init(words.protectedBy, .plain) { item in
                    sources(look(at: item).sources)
                },
                .init(words.plan, .spare) { item in
                    plans(look(at: item).sources)
                },
                .init(words.protect, .deed) { item in
                    protect(item)
                },
            ]
        ).body
    }

    @MarkupBuilder private func protect(_ item: TreePage.Item) -> Markup {
        let name = item.name.text
        // A form holds texts, one path a line: what is none is picked with the folder above it.
        let isText = name.utf8.elementsEqual(item.name.bytes) && !name.contains(where: \.isNewline)
        if offersProtecting, isText, look(at: item).standing == .nothing {
            Button(
                words.protect,
                .open(
                    inside.url(
                        "protect",
                        query: [("agent", id), ("paths", path(of: item).shown)])),
                icon: "plus", isMini: true)
        }
    }

    private var offersProtecting: Bool {
        inside.may(.manageSources) && agent.standing != .revoked
    }

    private func look(
        at item: TreePage.Item
    ) -> (standing: PathCoverage.Standing, sources: [Source]) {
        coverage.look(at: path(of: item).shown)
    }

    private func status(_ standing: PathCoverage.Standing) -> Status {
        switch standing {
        case .whole: .ok
        case .part, .nothing: .warn
        case .passing: .unknown
        }
    }

    @MarkupBuilder private func sources(_ sources: [Source]) -> Markup {
        for (index, source) in sources.enumerated() {
            if index > 0 { ", " }
            a(.href(inside.url("sources", source.id.description))) { bdi { source.name } }
            if !source.isEnabled { " (\(words.switchedOff))" }
            if let left = excludes(of: source) { " (\(words.leavesOut(left)))" }
        }
    }

    private func excludes(of source: Source) -> Int? {
        guard case .files(let files) = source.configuration, !files.excludes.isEmpty else {
            return nil
        }
        return files.excludes.count
    }

    private func plans(_ sources: [Source]) -> Markup {
        let ids = Set(sources.map(\.id))
        let plans = schedules.filter { $0.isEnabled && !ids.isDisjoint(with: $0.sources) }
        guard !ids.isEmpty else { return Markup() }
        guard !plans.isEmpty else { return Markup(words.onlyByHand) }
        return bdi { plans.map(\.name).joined(separator: ", ") }
    }
}

/// On an agent's page: how much of it is protected, and the way to what is not.
struct CoveragePanel: View {
    let inside: Inside
    let agent: Agent
    let sources: [Source]

    private var words: AgentWords { inside.words.agents }

    var body: Markup {
        let count = PathCoverage(sources).count
        Panel(words.coverage, id: "coverage", note: words.coverageNote) {
            p {
                if agent.standing == .revoked {
                    StatusWord(status: .fail, word: words.coversNothing, isPill: false)
                } else {
                    StatusWord(
                        status: count.paths == 0 ? .warn : .ok,
                        word: words.covered(count.paths, count.sources), isPill: false)
                }
            }
            if inside.may(.manageSources), agent.standing != .revoked {
                div {
                    Button(
                        words.lookAround,
                        .open(inside.url("agents", agent.id.description, "coverage")),
                        icon: "search", isMini: true)
                }
            }
        }
    }
}
