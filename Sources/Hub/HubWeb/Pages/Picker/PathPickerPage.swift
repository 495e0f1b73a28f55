internal import AgentProtocol
internal import Domain
internal import HubCore
internal import Markup

/// Looks through the folders of a machine and picks of them, for a field of a form.
struct PathPickerPage: View {
    let inside: Inside
    let place: Navigation.Place
    let form: PathPickerForm
    /// Where the form is sent, back and forth.
    let target: URLReference
    /// How the machine is called.
    let machine: String
    let finding: Connections.Finding<TreePage>

    private var words: PickerWords { inside.words.picker }

    private var title: String { words.title(form.picking, on: machine) }

    var body: Markup {
        ShellPage(inside, title: title, at: place) {
            PageHead(title: title, lead: words.lead(form.picking))
            Markup.form(.post(to: target, inside.frame.csrf)) {
                // Pressed by the return key: it goes where was typed.
                button(.type(.submit), .hidden, .tabindex(-1)) { words.go }
                kept
                div(.class("cols")) {
                    div(.class("stack")) { listing }
                    div(.class("stack stay")) { foot }
                }
            }
        }
    }

    @MarkupBuilder private var kept: Markup {
        for item in form.values.items { hidden(item.name, item.value) }
        hidden(PathPickerForm.browse, form.field.name)
        hidden(PathPickerForm.folder, form.path)
    }

    private func hidden(_ name: String, _ value: String) -> Markup {
        input(.type(.hidden), .name(name), .value(value))
    }

    private var listing: Markup {
        section(.class("panel"), .aria(.label, words.content)) {
            div(.class("toolbar")) { way }
            switch finding {
            case .refused(let failure):
                if doors.isEmpty || !isStart {
                    div(.class("body")) {
                        Notice(
                            status: .warn, title: words.closed,
                            text: inside.words.told(failure))
                    }
                } else {
                    p(.class("body muted")) { words.opened }
                }
                if !doors.isEmpty { openFolders }
            case .found(let page):
                if page.items.isEmpty {
                    EmptyState(icon: "folder-open", title: words.empty, text: words.emptyText)
                } else {
                    ul(.class("tree"), .aria(.label, words.content)) {
                        for item in page.items { li { entry(item) } }
                    }
                }
                if !page.isLast { footer { words.more(page.items.count) } }
            }
        }
    }

    /// Nobody has gone anywhere yet.
    private var isStart: Bool { form.path == "/" }

    /// What the machine opens instead, where it says so.
    private var doors: [String] {
        guard case .refused(let failure) = finding else { return [] }
        return PolicyDoors(of: failure)?.told ?? []
    }

    private var openFolders: Markup {
        ul(.class("tree"), .aria(.label, words.openFolders)) {
            for path in doors {
                li {
                    div(.class("entry")) {
                        if form.picking == .several { choice(path, path) } else { span() }
                        Icon("folder", isFolder: true)
                        opener(path, path)
                        span(.class("num")) {}
                    }
                }
            }
        }
    }

    private func opener(_ path: String, _ name: String) -> Markup {
        button(
            .type(.submit), .class("opens truncate"), .name(PathPickerForm.look),
            .value(path), .title(name)
        ) { bdi { name } }
    }

    private var way: Markup {
        nav(.class("crumbs"), .aria(.label, words.way)) {
            ol {
                for crumb in form.crumbs {
                    li {
                        Button(
                            crumb.name, .turn(name: PathPickerForm.look, value: crumb.path),
                            kind: .quiet, isMini: true)
                    }
                }
            }
        }
    }

    private func entry(_ item: TreePage.Item) -> Markup {
        let name = item.name.text
        let path = form.path(of: name)
        // A form holds texts: what is no text, or would be two lines, is reached by its folder.
        let isText = name.utf8.elementsEqual(item.name.bytes) && !name.contains(where: \.isNewline)
        return div(.class("entry")) {
            if isText, canPick(item) { choice(path, name) } else { span() }
            Icon(item.kind == .folder ? "folder" : "file", isFolder: item.kind == .folder)
            if isText, item.kind == .folder {
                opener(path, name)
            } else {
                bdi(.class("truncate"), .title(name)) { name }
            }
            span(.class("num")) { item.kind == .link ? words.link : "" }
        }
    }

    private func canPick(_ item: TreePage.Item) -> Bool {
        switch form.picking {
        case .several: true
        case .oneFile: item.kind == .file
        case .oneFolder: false
        }
    }

    private func choice(_ path: String, _ name: String) -> Markup {
        input(
            .type(form.picking == .several ? .checkbox : .radio),
            .name(PathPickerForm.picked), .value(path), .aria(.label, words.choose(name)),
            form.chosen.contains(path) ? .checked : nil)
    }

    /// What was chosen in other folders, and the ways out.
    private var foot: Markup {
        Panel(words.chosen, id: "chosen") {
            TextField(
                name: PathPickerForm.go, label: words.typed, hint: words.typedHint,
                optional: "", isCode: true)
            if form.picking == .several { elsewhere }
            div(.class("buttons")) {
                Button(
                    form.picking == .oneFolder ? words.useFolder : words.use,
                    .turn(name: PathPickerForm.take, value: "yes"), kind: .primary)
                Button(
                    words.back, .turn(name: PathPickerForm.leave, value: "yes"), kind: .quiet)
            }
        }.body
    }

    @MarkupBuilder private var elsewhere: Markup {
        let here = Set(shownPaths)
        let others = form.chosen.filter { !here.contains($0) }
        if others.isEmpty {
            p(.class("small muted")) { words.chosenHint }
        } else {
            fieldset(.class("field")) {
                legend { words.elsewhere }
                for path in others {
                    label(.class("check")) {
                        input(
                            .type(.checkbox), .name(PathPickerForm.picked), .value(path), .checked)
                        code { bdi { path } }
                    }
                }
            }
        }
    }

    private var shownPaths: [String] {
        guard case .found(let page) = finding else { return doors }
        return page.items.map { form.path(of: $0.name.text) }
    }
}
