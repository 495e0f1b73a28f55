internal import Domain
internal import Markup
internal import Values

/// One recovery point: what it is, what keeps it, and what can be done with it.
struct SnapshotPage: View {
    let inside: Inside
    let shown: ShownSnapshot
    let runs: [ShownRun]
    /// Where it could be copied to.
    var targets: [KnownVault] = []
    var form = FormValues()
    var trouble = FormTrouble()

    private var words: SnapshotWords { inside.words.snapshots }
    private var snapshot: KnownSnapshot { shown.snapshot }
    private var id: String { snapshot.id.description }

    var body: Markup {
        ShellPage(inside, title: words.of(shown), at: .snapshots) {
            SnapshotHead(inside: inside, shown: shown)
            SnapshotTabs(inside: inside, snapshot: snapshot, current: .about)
            div(.class("cols")) {
                div(.class("stack")) {
                    if let gone = snapshot.gone {
                        Notice(status: .unknown, text: words.gone(Moment(gone).text))
                    }
                    happened
                    if inside.may(.holdSnapshots) || !active.isEmpty { holds }
                    if inside.may(.deleteSnapshots), snapshot.gone == nil { danger }
                }
                div(.class("stack")) {
                    about
                    pin
                    if !targets.isEmpty { copy }
                }
            }
        }
    }

    private var about: Markup {
        let figures = inside.words.figures
        var facts: [(name: String, value: Markup)] = [
            (words.source, source), (words.vault, vault),
            (words.size, Markup(figures.size(snapshot.size))),
            (words.made, Moment(snapshot.claimedTime).body),
            (words.seen, Moment(snapshot.firstSeen).body),
        ]
        if let run = snapshot.run {
            facts.append(
                (
                    words.madeBy,
                    a(.href(inside.url("runs", run.description))) {
                        inside.words.runs.kind(.backup)
                    }
                ))
        }
        facts.append((words.locator, code { snapshot.locator }))
        return Panel(words.about, id: "about") { Facts(facts) }.body
    }

    private var source: Markup {
        guard let source = snapshot.source, !shown.source.isEmpty else {
            return Markup(words.foreign)
        }
        return a(.href(inside.url("sources", source.description))) { bdi { shown.source } }
    }

    private var vault: Markup {
        a(.href(inside.url("vaults", snapshot.vault.description))) { bdi { shown.vault } }
    }

    private var happened: Markup {
        Panel(words.runs, id: "runs", isPadded: runs.isEmpty) {
            if runs.isEmpty {
                p(.class("muted")) { words.neverRead }
            } else {
                RunTable(inside: inside, runs: runs)
            }
        }.body
    }

    // MARK: What keeps it

    @MarkupBuilder private var pin: Markup {
        Panel(words.keeping, id: "pin") {
            if let pin = snapshot.pin {
                p {
                    words.pinnedSince
                    " "
                    Moment(pin.time)
                }
                if !pin.note.isEmpty { p(.class("muted")) { bdi { pin.note } } }
            } else {
                p(.class("small muted")) { words.pinText }
            }
            if inside.may(.pinSnapshots), snapshot.gone == nil {
                Markup.form(.post(to: inside.url("snapshots", id, "pin"), inside.frame.csrf)) {
                    if snapshot.pin == nil {
                        TextField(
                            name: "note", label: words.note, value: form["note"],
                            lengthMax: 1000, error: trouble["note"],
                            optional: inside.words.common.optional)
                    }
                    div {
                        Button(
                            snapshot.pin == nil ? words.pin : words.unpin,
                            .choose(name: "pinned", value: snapshot.pin == nil ? "on" : ""),
                            icon: "pin")
                    }
                }
            }
        }
    }

    private var copy: Markup {
        let words = inside.words.copies
        return Panel(words.one, id: "copy", note: words.oneText) {
            Markup.form(.post(to: inside.url("snapshots", id, "copies"), inside.frame.csrf)) {
                SelectField(
                    name: CopyRulePage.target, title: words.target,
                    choices: targets.map { Choice(value: $0.id.description, name: $0.name) })
                div { Button(words.copyOne, .submit, icon: "copy") }
            }
        }.body
    }

    private var active: [SnapshotHold] {
        snapshot.holds.filter { $0.isActive(at: inside.now) }
    }

    private var holds: Markup {
        Panel(words.holds, id: "holds", note: words.holdsText) {
            for hold in active {
                div(.class("split")) {
                    div {
                        p { bdi { hold.reason } }
                        p(.class("small muted")) {
                            if let until = hold.until {
                                words.until
                                " "
                                Moment(until)
                            } else {
                                words.untilReleased
                            }
                        }
                    }
                    if inside.may(.releaseHolds) { release(hold) }
                }
            }
            if inside.may(.holdSnapshots), snapshot.gone == nil {
                Markup.form(
                    .post(to: inside.url("snapshots", id, "holds"), inside.frame.csrf)
                ) {
                    FormSummary(
                        trouble: trouble, words: inside.words.field,
                        names: ["reason": words.reason, "until": words.holdUntil])
                    TextField(
                        name: "reason", label: words.reason, value: form["reason"],
                        lengthMax: Fields.reason.length.upperBound, error: trouble["reason"])
                    TextField(
                        name: "until", label: words.holdUntil, type: .date,
                        value: form["until"], error: trouble["until"],
                        optional: inside.words.common.optional)
                    div { Button(words.hold, .submit, icon: "lock") }
                }
            }
        }.body
    }

    private var danger: Markup {
        Panel(inside.words.common.dangerZone, id: "danger", isDanger: true) {
            p(.class("small muted")) { inside.words.alerts.deleteText }
            div {
                Button(
                    inside.words.alerts.deleteOpen,
                    .open(inside.url("snapshots", id, "deletion")), kind: .danger, icon: "trash")
            }
        }.body
    }

    private func release(_ hold: SnapshotHold) -> Markup {
        Markup.form(
            .post(
                to: inside.url("snapshots", id, "holds", hold.id.description, "release"),
                inside.frame.csrf)
        ) { Button(words.release, .submit, kind: .danger, isMini: true) }
    }
}

/// What a snapshot is, and what can be done with it: on each of its pages.
struct SnapshotHead: View {
    let inside: Inside
    let shown: ShownSnapshot

    private var words: SnapshotWords { inside.words.snapshots }
    private var id: String { shown.snapshot.id.description }

    var body: Markup {
        PageHead(
            title: words.of(shown), crumbs: [(words.title, inside.url("snapshots"))],
            crumbsLabel: inside.words.common.breadcrumb,
            state: SnapshotState(snapshot: shown.snapshot, words: words, now: inside.now).body,
            actions: actions, facts: facts)
    }

    @MarkupBuilder private var actions: Markup {
        if inside.may(.restore), shown.snapshot.gone == nil {
            Button(
                inside.words.restore.open, .open(inside.url("snapshots", id, "restore")),
                kind: .primary, icon: "history")
        }
        if inside.may(.startDrills), shown.snapshot.gone == nil, shown.snapshot.source != nil {
            form(.post(to: inside.url("snapshots", id, "drills"), inside.frame.csrf)) {
                Button(inside.words.protect.tryDrill, .submit, icon: "drill")
            }
        }
    }

    @MarkupBuilder private var facts: Markup {
        span {
            Icon("vault")
            bdi { shown.vault }
        }
        span {
            words.made
            " "
            Moment(shown.snapshot.claimedTime)
        }
        span { inside.words.figures.size(shown.snapshot.size) }
    }
}

/// How a snapshot is, and what keeps it.
struct SnapshotState: View {
    let snapshot: KnownSnapshot
    let words: SnapshotWords
    let now: Timestamp

    var body: Markup {
        let isHeld = snapshot.holds.contains { $0.isActive(at: now) }
        if snapshot.gone != nil {
            StatusWord(status: .unknown, word: words.isGone)
        } else if isHeld {
            StatusWord(status: .ok, word: words.held)
        } else if snapshot.pin != nil {
            StatusWord(status: .ok, word: words.pinned)
        } else {
            StatusWord(
                status: snapshot.isGood ? .ok : .warn,
                word: snapshot.isGood ? words.good : words.doubtful)
        }
    }
}
