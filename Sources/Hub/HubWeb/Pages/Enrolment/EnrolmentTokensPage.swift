internal import Domain
internal import Markup
internal import Values

/// The lines that machines may still join with.
struct EnrolmentTokensPage: View {
    let inside: Inside
    let tokens: [OneTimeToken]
    /// What those are called into which a line has machines backed up.
    let vaults: [ID<KnownVault>: String]

    private var words: EnrolmentWords { inside.words.enrolment }

    var body: Markup {
        ShellPage(inside, title: words.tokensTitle, at: .agents) {
            PageHead(
                title: words.tokensTitle,
                crumbs: [
                    (inside.words.agents.title, inside.url("agents")),
                    (words.title, inside.url("agents", "new")),
                ], crumbsLabel: inside.words.common.breadcrumb, lead: words.tokensLead)
            section(.class("panel"), .aria(.label, words.tokensTitle)) {
                if tokens.isEmpty { nothing } else { table }
            }
        }
    }

    private var nothing: Markup {
        EmptyState(
            icon: "key", title: words.noTokens, text: words.noTokensText,
            action: Button(
                words.make, .open(inside.url("agents", "new")), kind: .primary, icon: "plus"
            ).body
        ).body
    }

    private var table: Markup {
        Table(
            caption: words.tokensTitle, rows: tokens, title: words.made,
            name: { Moment($0.created).body },
            columns: [
                .init(words.usesLeft, .plain) { Markup("\($0.usesLeft)") },
                .init(words.ends, .noBreak) { Moment($0.expires).body },
                .init(words.backsUpInto) { token in
                    if let vault = token.protects?.vault {
                        a(.href(inside.url("vaults", vault.description))) {
                            bdi { vaults[vault] ?? vault.description }
                        }
                    } else {
                        span(.class("faint")) { words.notYet }
                    }
                },
                .init(words.revoke, .deed) { token in
                    form(
                        .post(
                            to: inside.url(
                                "enrolment-tokens", token.id.description, "revocation"),
                            inside.frame.csrf)
                    ) { Button(words.revoke, .submit, kind: .danger, isMini: true) }
                },
            ]
        ).body
    }
}
