internal import Markup

/// What answers: dialogs, toasts, notices, empty places.
struct DesignFeedback: View {
    let inside: Inside

    var body: Markup {
        Panel("Dialog with typed confirmation", id: "dialogs") {
            dialog(.class("dialog shown"), .open, .aria(.labelledBy, "sure")) {
                div {
                    h2(.id("sure")) { "Remove vault cold-archive?" }
                    p(.class("muted")) {
                        "Three sources write to it. They go on writing to their other vaults."
                    }
                    TypedConfirmation(
                        words: inside.words.common, name: "cold-archive",
                        losses: [
                            "412 snapshots of 9 hosts, the oldest of 2 March 2024",
                            "1.15 TiB, the only yearly copies",
                        ])
                    div(.class("buttons")) {
                        Button("Keep it", .open("#dialogs"))
                        Button("Remove", .open("#dialogs"), kind: .finalDanger)
                    }
                }
            }
        }
        Panel("Toast, notice, empty, skeleton", id: "feedback") {
            div(.class("toasts shown")) {
                div(.class("toast"), .status(.ok)) {
                    Glyph(status: .ok)
                    p { "Saved. Next backup Fri 02:00." }
                }
            }
            Notice(status: .running, text: "The hub is updating. Agents go on backing up.")
            Notice(
                status: .warn, title: "offsite-b2 is full around 8 December",
                text: "It grows 31 GiB a day.",
                action: Button("Prune tonight", .open("#feedback"), isMini: true).body)
            EmptyState(
                icon: "vault", title: "No vault yet",
                text: "A vault is the place where copies live.",
                action: Button("Add a vault", .open("#feedback"), kind: .primary, icon: "plus").body
            )
            Skeleton(label: inside.words.common.loading)
        }
    }
}

/// What goes on, and what went.
struct DesignProgress: View {
    let inside: Inside

    var body: Markup {
        Panel("Progress and stages", id: "progress") {
            Stages(
                label: "Stages",
                stages: [
                    .init(name: "Queued", status: .ok, detail: "2 s"),
                    .init(name: "Scan", status: .ok, detail: "41 s"),
                    .init(name: "Send", status: .running, detail: "62 %", isCurrent: true),
                    .init(name: "Finish"),
                ])
            div(.class("going"), .status(.running)) {
                div(.class("split")) {
                    b { "60.9 of 98.2 GiB" }
                    b { "about 4 min left" }
                }
                Element<HTML.Gauge>("progress")(
                    .value(62), .max(100), .aria(.label, "Read and send")
                ) { "62 %" }
            }
        }
        Panel("Timeline", id: "timeline") {
            Timeline(steps: [
                .init(
                    status: .ok, title: Markup("Backed up"), when: Moment(inside.now).body,
                    detail: Markup("412 MiB new in 8 s")),
                .init(status: .fail, title: Markup("Refused the sign-in"), when: Markup("02:44")),
                .init(status: .queued, title: Markup("Next"), when: Markup("Fri 02:00")),
            ])
        }
        Panel("Crumbs, tabs, live", id: "ways") {
            Tabs(
                label: "Example tabs",
                tabs: [
                    .init(name: "Browse", url: "#ways", isCurrent: true),
                    .init(name: "Changes", url: "#ways", count: "4"),
                    .init(name: "Runs", url: "#ways"),
                ])
            span(.class("live")) { inside.words.common.live }
        }
    }
}

/// Fingerprints, lines to copy, code, facts.
struct DesignCodes: View {
    let inside: Inside

    var body: Markup {
        Panel("Fingerprint, copy, code", id: "codes") {
            Fingerprint(
                words: inside.words.common, text: "7c1e 09af 52d8 b3e0 f46a 1190 8e2b c75d")
            CopyLine(
                words: inside.words.common, text: "holdfast agent announce --hub=https://hub",
                name: "the line", prompt: "# ")
            CodeBlock(text: "[log]\nlevel = \"info\"  # default", label: "Settings")
        }
        Panel("Facts and tiles", id: "facts") {
            Facts([(name: "System", text: "Debian 12"), (name: "Memory", text: "64 GiB")])
            Tiles(tiles: [
                .init(
                    name: "Stored", figure: "6.2 TiB",
                    spark: Sparkline(values: [1, 2, 2.5, 3, 5, 6]).body,
                    note: "3.0 × smaller than raw"),
                .init(name: "Runs", figure: inside.words.figures.count(1284)),
            ])
        }
    }
}
