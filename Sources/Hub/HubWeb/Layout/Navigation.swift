internal import Domain
internal import HubCore
internal import Markup

/// The places a person can go, of those there are and they may see.
struct Navigation: View {
    /// Where a page is at home.
    enum Place: String, Sendable, CaseIterable {
        case overview
        case agents, sources, vaults, schedules
        case runs, snapshots, find, drills, alerts
        case members, tokens, audit, settings
        case hub
        case design
        case profile
    }

    private struct Entry {
        let place: Place
        let icon: String
        let name: String
        let url: URLReference
        let isOpen: Bool
        var count = Markup()
    }

    let inside: Inside
    let current: Place

    private var words: FrameWords { inside.words.frame }
    private var counts: PulseCounts { PulseCounts(inside: inside, pulse: inside.pulse) }

    var body: Markup {
        nav(.class("side"), .id("side"), .popover, .aria(.label, words.mainNavigation)) {
            Brand(size: 28)
            ul { item(overview) }
            if inside.tenant != nil {
                group(words.protect, id: "nav-protect", protecting)
                group(words.activity, id: "nav-activity", acting)
                group(words.administration, id: "nav-administration", administering)
            }
            group(words.hub, id: "nav-hub", hub)
            foot
        }
    }

    private var overview: Entry {
        Entry(
            place: .overview, icon: "overview", name: words.overview, url: inside.home,
            isOpen: true)
    }

    private var protecting: [Entry] {
        [
            Entry(
                place: .agents, icon: "agent", name: words.agents, url: inside.url("agents"),
                isOpen: inside.may(.viewAgents)),
            Entry(
                place: .sources, icon: "source", name: words.sources,
                url: inside.url("sources"), isOpen: inside.may(.viewSources)),
            Entry(
                place: .vaults, icon: "vault", name: words.vaults, url: inside.url("vaults"),
                isOpen: inside.may(.viewVaults)),
            Entry(
                place: .schedules, icon: "schedule", name: words.schedules,
                url: inside.url("schedules"), isOpen: inside.may(.viewSchedules)),
        ]
    }

    private var acting: [Entry] {
        [
            Entry(
                place: .runs, icon: "run", name: words.runs, url: inside.url("runs"),
                isOpen: inside.may(.viewRuns), count: counts.runs),
            Entry(
                place: .snapshots, icon: "snapshot", name: words.snapshots,
                url: inside.url("snapshots"), isOpen: inside.may(.viewSnapshots)),
            Entry(
                place: .find, icon: "search", name: inside.words.files.find,
                url: inside.url("find"), isOpen: inside.may(.browseSnapshots)),
            Entry(
                place: .drills, icon: "drill", name: inside.words.drills.title,
                url: inside.url("drills"), isOpen: inside.may(.viewSnapshots)),
            Entry(
                place: .alerts, icon: "alert", name: inside.words.alerts.title,
                url: inside.url("alerts"), isOpen: inside.may(.viewAlerts),
                count: counts.alerts),
        ]
    }

    private var administering: [Entry] {
        [
            Entry(
                place: .members, icon: "users", name: words.members, url: inside.url("members"),
                isOpen: inside.may(.viewMembers)),
            Entry(
                place: .tokens, icon: "key", name: words.apiTokens, url: inside.url("api-tokens"),
                isOpen: inside.may(.manageTokens)),
            Entry(
                place: .audit, icon: "audit", name: words.audit, url: inside.url("audit"),
                isOpen: inside.may(.viewAudit)),
            Entry(
                place: .settings, icon: "settings", name: inside.words.tenants.settings,
                url: inside.url("settings"), isOpen: inside.may(.viewTenant)),
        ]
    }

    private var hub: [Entry] {
        [
            Entry(
                place: .hub, icon: "shield", name: words.hubPage, url: "/hub",
                isOpen: inside.authority.allows(.viewHub))
        ]
    }

    @MarkupBuilder private func group(
        _ title: String, id: String, _ entries: [Entry]
    ) -> Markup {
        let open = entries.filter(\.isOpen)
        if !open.isEmpty {
            p(.class("group"), .id(id)) { title }
            ul(.aria(.labelledBy, id)) {
                for entry in open { item(entry) }
            }
        }
    }

    private func item(_ entry: Entry) -> Markup {
        li {
            a(.href(entry.url), entry.place == current ? .aria(.current, "page") : nil) {
                Icon(entry.icon)
                entry.name
                entry.count
            }
        }
    }

    private var foot: Markup {
        div(.class("foot")) {
            if let entry = inside.entry {
                span(.class("row line")) {
                    Icon("tenant", isSmall: true)
                    bdi(.class("truncate"), .title(entry.tenant.displayName)) {
                        entry.tenant.displayName
                    }
                }
            }
            span { "Holdfast \(inside.frame.version)" }
            span { inside.hubLine }
        }
    }
}
