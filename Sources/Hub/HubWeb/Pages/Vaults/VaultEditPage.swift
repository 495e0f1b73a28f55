internal import Domain
internal import Markup
internal import Values

/// Makes a vault known, or changes one: the same form.
struct VaultEditPage: View {
    let inside: Inside
    /// Nil for a new one.
    let vault: KnownVault?
    let form: VaultForm
    var trouble = FormTrouble()
    /// Those that a folder may be on, and that may reach and keep it.
    let agents: [Agent]
    /// Those that an archive may be readable with.
    var keys: [KnownKey] = []
    /// Whether those who delete have a credential of their own.
    var hasDeletingCredential = false
    /// Whether the hub's own disk is one of the places to choose from.
    var offersHosting = true

    private var words: VaultWords { inside.words.vaults }
    private var common: CommonWords { inside.words.common }
    private var target: URLReference {
        vault.map { inside.url("vaults", $0.id.description, "edit") }
            ?? inside.url("vaults", "new", query: [("kind", form.kind.rawValue)])
    }
    private var back: URLReference {
        vault.map { inside.url("vaults", $0.id.description) } ?? inside.url("vaults")
    }

    var body: Markup {
        RecordForm(
            inside, at: .vaults, title: vault.map { words.editTitle($0.name) } ?? words.newTitle,
            of: (words.title, inside.url("vaults")), target: target, back: back,
            trouble: trouble, names: fieldTitles
        ) {
            FormBase.hidden(form.values)
            what
            place
            if form.kind != .folder, !agents.isEmpty { reach }
            care
            if !form.kind.deletingSecrets.isEmpty { deleting }
            bounds
        }
    }

    private var fieldTitles: [String: String] {
        var titles = [
            "name": words.name, "owner": words.owner, "forget": words.forget,
            "prune": words.prune, "check": words.check, "check_percent": words.checkPercent,
            "drill": words.drill, "zone": inside.words.schedules.zone,
            "cap_count": words.capCount, "cap_percent": words.capPercent,
            "quota": words.quota, "upload": words.uploadLimit, "download": words.downloadLimit,
            "passphrase": words.passphrase, "keeper": words.keeper,
            "agents": words.reachChosen, "reach": words.reachedBy,
            "keys": inside.words.keys.readers,
        ]
        for spec in form.kind.deletingFields(words) {
            titles[spec.name] = words.ofDeleting(spec.title)
        }
        for spec in form.kind.fields(words) { titles[spec.name] = spec.title }
        return titles
    }

    private var what: Markup {
        Panel(words.what, id: "what") {
            TextField(
                name: "name", label: words.name, value: form.values["name"],
                lengthMax: Fields.vaultName.length.upperBound, error: trouble["name"])
            if vault == nil {
                ChoiceField(
                    name: "format", title: words.formatName,
                    choices: [KnownVault.Format.repository, .archive].map {
                        Choice(
                            value: $0.rawValue, name: words.format($0),
                            detail: words.formatDetail($0))
                    }, chosen: [form.format.rawValue])
            }
        }.body
    }

    private var place: Markup {
        Panel(words.whereHeading, id: "where", note: words.help(form.kind)) {
            if vault == nil { kinds }
            if form.kind == .folder, vault == nil { owner }
            for spec in form.kind.fields(words) {
                SpecField(
                    spec: kept(spec), values: form.values, trouble: trouble, words: common)
            }
            if form.format == .repository, vault == nil {
                SpecField(
                    spec: FieldSpec(
                        "passphrase", words.passphrase, .secret, hint: words.passphraseHint,
                        isOptional: true),
                    values: form.values, trouble: trouble, words: common)
            }
            if vault == nil, !keys.isEmpty { readers }
        }.body
    }

    private var readers: Markup {
        let words = inside.words.keys
        return ChoiceField(
            name: "keys", title: words.readers,
            choices: keys.map {
                Choice(value: $0.id.description, name: $0.name, detail: $0.recipient)
            }, count: .several, chosen: form.values[all: "keys"], hint: words.readersHint,
            error: trouble["keys"]
        ).body
    }

    /// A secret that is there already need not be typed again.
    private func kept(_ spec: FieldSpec) -> FieldSpec {
        let isSecret = form.kind.secrets.contains { $0.field == spec.name }
        return vault != nil && isSecret ? spec.kept(words.secretKept) : spec
    }

    private var kinds: Markup {
        nav(.class("segment"), .aria(.label, words.kindLabel)) {
            for kind in PlaceKind.allCases where kind != .hub || offersHosting {
                a(
                    .href(inside.url("vaults", "new", query: [("kind", kind.rawValue)])),
                    kind == form.kind ? .aria(.current, "true") : nil
                ) {
                    Icon(kind.icon, isSmall: true)
                    words.kind(kind)
                }
            }
        }
    }

    @MarkupBuilder private var owner: Markup {
        if agents.isEmpty {
            Notice(
                status: .warn, text: words.noOwner,
                action: Button(
                    inside.words.agents.add, .open(inside.url("agents", "new")), isMini: true
                ).body)
        } else {
            SelectField(
                name: "owner", title: words.owner,
                choices: agents.map { Choice(value: $0.id.description, name: $0.name) },
                chosen: form.values["owner"], hint: words.ownerHint, error: trouble["owner"])
        }
    }

    private var reach: Markup {
        Panel(words.reach, id: "who", note: words.reachNote) {
            ChipField(
                name: "reach", title: words.reachedBy,
                choices: [
                    Choice(value: VaultForm.everyone, name: words.reachEvery),
                    Choice(value: VaultForm.chosen, name: words.reachChosen),
                ], chosen: form.values["reach"])
            details(
                form.values["reach"] == VaultForm.chosen || trouble["agents"] != nil
                    ? .open : nil
            ) {
                summary { words.chooseAgents }
                ChoiceField(
                    name: "agents", title: words.reachChosen,
                    choices: agents.map { Choice(value: $0.id.description, name: $0.name) },
                    count: .several, chosen: form.values[all: "agents"],
                    hint: areAllOffered ? nil : words.reachOthers, error: trouble["agents"])
            }
            input(
                .type(.hidden), .name(OfferField.offered),
                .value(agents.map(\.id.description).joined(separator: " ")))
        }.body
    }

    private var areAllOffered: Bool {
        agents.count < HubSite.choicesMax
            && (vault?.agents ?? []).subtracting(agents.map(\.id)).isEmpty
    }

    private var care: Markup {
        Panel(words.careHeading, id: "care") {
            SelectField(
                name: "keeper", title: words.keeper,
                choices: [Choice(value: "", name: words.nobody)]
                    + agents.map { Choice(value: $0.id.description, name: $0.name) },
                chosen: form.values["keeper"], hint: words.keeperHint, error: trouble["keeper"])
            div(.class("numbers")) {
                cadence("forget", words.forget)
                cadence("prune", words.prune)
                cadence("check", words.check)
                cadence("drill", words.drill)
            }
            div(.class("numbers")) {
                number("check_percent", words.checkPercent)
                number("cap_count", words.capCount)
                number("cap_percent", words.capPercent)
            }
            p(.class("hint")) { words.capHint }
            TextField(
                name: "zone", label: inside.words.schedules.zone,
                hint: inside.words.schedules.zoneHint, value: form.values["zone"],
                error: trouble["zone"], isCode: true)
        }.body
    }

    private var deleting: Markup {
        Panel(words.deleting, id: "deleting", note: words.deletingNote) {
            if hasDeletingCredential { p { words.deletingThere } }
            for spec in form.kind.deletingFields(words) {
                SpecField(
                    spec: hasDeletingCredential ? spec.kept(words.secretKept) : spec,
                    values: form.values, trouble: trouble, words: common)
            }
            if hasDeletingCredential {
                SpecField(
                    spec: FieldSpec(VaultForm.oneCredential, words.oneCredential, .toggle),
                    values: form.values, trouble: trouble, words: common)
            }
        }.body
    }

    private var bounds: Markup {
        Panel(words.bounds, id: "bounds") {
            size("quota", words.quota, words.quotaHint(isOnHub: form.kind == .hub))
            div(.class("numbers")) {
                size("upload", words.uploadLimit)
                size("download", words.downloadLimit)
            }
            p(.class("hint")) { words.bandwidthHint }
        }.body
    }

    private func size(_ name: String, _ title: String, _ hint: String? = nil) -> Markup {
        TextField(
            name: name, label: title, hint: hint, value: form.values[name],
            lengthMax: 40, error: trouble[name], optional: common.optional, isCode: true
        ).body
    }

    private func number(_ name: String, _ title: String) -> Markup {
        TextField(
            name: name, label: title, value: form.values[name], error: trouble[name],
            mode: .numeric
        ).body
    }

    private func cadence(_ name: String, _ title: String) -> Markup {
        // One that was written elsewhere stays as it is.
        let others = VaultForm.cadences.contains(form.values[name]) ? [] : [form.values[name]]
        return SelectField(
            name: name, title: title,
            choices: (VaultForm.cadences + others).map {
                Choice(value: $0, name: words.cadence($0))
            }, chosen: form.values[name], error: trouble[name]
        ).body
    }
}
