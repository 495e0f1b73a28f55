internal import Domain
internal import Markup
internal import Values

/// The way to where a failure can be mended, for those who may go there.
struct RunRemedy: View {
    let inside: Inside
    let run: Run
    let failure: RunFailure

    @MarkupBuilder var body: Markup {
        if run.isPlan, inside.may(.restore), let snapshot = run.subject.snapshot {
            Button(
                inside.words.restore.chooseAgain, .open(wizard(of: snapshot)),
                kind: .primary, icon: "back", isMini: true)
        }
        if let place = RunWords.place(of: failure), let url = url(of: place) {
            Button(inside.words.runs.open(place), .open(url), isMini: true)
        }
    }

    /// With what was asked for, to be changed there.
    private func wizard(of snapshot: ID<KnownSnapshot>) -> URLReference {
        inside.url(
            "snapshots", snapshot.description, "restore",
            query: run.subject.paths.map { (name: "path", value: $0) }
                + [(name: "into", value: RestoreForm(run).folder ?? "")].filter {
                    !$0.value.isEmpty
                })
    }

    private func url(of place: RunWords.Place) -> URLReference? {
        switch place {
        case .vault, .vaultForm:
            guard let vault = blamed?.description else { return nil }
            guard place == .vaultForm else {
                return inside.may(.viewVaults) ? inside.url("vaults", vault) : nil
            }
            return inside.may(.manageVaults) ? inside.url("vaults", vault, "edit") : nil
        case .sourceForm:
            guard let source = run.subject.source?.description, inside.may(.manageSources) else {
                return nil
            }
            return inside.url("sources", source, "edit")
        case .agent:
            guard let agent = run.agent?.description, inside.may(.viewAgents) else { return nil }
            return inside.url("agents", agent)
        case .log: return inside.url("runs", run.id.description, "log")
        }
    }

    /// The vault that says the same as the run, else its only one.
    private var blamed: ID<KnownVault>? {
        let all = run.outcomes.vaults
        let same = all.first { vault in
            guard case .failed(let own) = run.outcomes.byVault[vault]?.result else { return false }
            return own.code == failure.code
        }
        return same ?? (all.count == 1 ? all.first : nil)
    }
}
