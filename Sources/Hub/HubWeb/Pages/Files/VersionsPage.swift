internal import AgentProtocol
internal import Domain
internal import HubCore
internal import Markup
internal import Store
internal import Values

/// One file of a source as it was over time.
struct VersionsPage: View {
    let inside: Inside
    let source: Source
    let path: EntryPath
    let versions: [PathVersion]
    let vaults: [ID<KnownVault>: String]
    let next: Cursor?

    private var words: FileWords { inside.words.files }
    private var title: String { words.versionsTitle(path.names.last?.text ?? path.shown) }

    var body: Markup {
        ShellPage(inside, title: title, at: .find) {
            PageHead(
                title: title,
                crumbs: [
                    (inside.words.sources.title, inside.url("sources")),
                    (source.name, inside.url("sources", source.id.description)),
                ], crumbsLabel: inside.words.common.breadcrumb,
                lead: words.versionsLead(source.name))
            section(.class("panel"), .aria(.label, title)) {
                div(.class("toolbar")) { code { bdi { path.shown } } }
                if versions.isEmpty {
                    EmptyState(icon: "history", title: words.versions, text: words.noVersions)
                } else {
                    ol(.class("versions")) { for version in versions { line(version) } }
                }
                if let next {
                    footer {
                        Button(
                            words.older,
                            .open(
                                inside.url(
                                    "sources", source.id.description, "versions",
                                    query: [
                                        ("path", path.text), ("after", next.description),
                                    ])), icon: "forward", isMini: true)
                    }
                }
            }
        }
    }

    private func line(_ version: PathVersion) -> Markup {
        li(.status(status(version.change))) {
            StatusWord(
                status: status(version.change), word: words.change(version.change), isPill: false)
            div {
                Moment(version.snapshot.claimedTime)
                small {
                    bdi { vaults[version.snapshot.vault] ?? "\(version.snapshot.vault)" }
                    if let failure = version.failure { ": \(inside.words.told(failure))" }
                }
            }
            span(.class("num")) {
                version.entry.map { inside.words.figures.size($0.size) } ?? ""
            }
            if version.entry != nil { steps(version) } else { span() }
        }
    }

    private func steps(_ version: PathVersion) -> Markup {
        let id = version.snapshot.id.description
        return span(.class("buttons")) {
            Button(
                words.openFolder,
                .open(
                    inside.url(
                        "snapshots", id, "files",
                        query: path.parent.isRoot ? [] : [("folder", path.parent.text)])),
                isMini: true)
            if inside.may(.download) {
                form(.post(to: inside.url("snapshots", id, "choice"), inside.frame.csrf)) {
                    input(.type(.hidden), .name("path"), .value(path.text))
                    Button(
                        words.download, .choose(name: "deed", value: "download"),
                        icon: "download", isMini: true)
                }
            }
            if inside.may(.restore) {
                Button(
                    words.restoreAll,
                    .open(
                        inside.url(
                            "snapshots", id, "restore",
                            query: [("path", path.text)])), icon: "history", isMini: true)
            }
        }
    }

    private func status(_ change: PathVersion.Change) -> Status {
        switch change {
        case .same, .new, .changed: .ok
        case .gone: .warn
        case .absent, .unknown: .unknown
        }
    }
}
