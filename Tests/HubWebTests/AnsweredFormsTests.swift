import AgentProtocol
import Domain
import Store
import StoreSupport
import TestSupport
import Testing
import Values

@testable import HubWeb

/// A form is answered by an address; a page that shows a secret once is what is left of those that
/// answer one themselves.
@Suite struct AnsweredFormsTests {
    private static let long = String(repeating: "x", count: 20_000)

    @Test func mistakesHaveAnAddress() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let base = "/tenants/\(tenant)"
            let snapshot = "\(base)/snapshots/\(there.snapshot)"
            let hooks = "\(base)/agents/\(there.agent)/hooks"
            for (page, target, form, shown) in [
                (
                    "\(base)/api-tokens", "", ["name": "", "role": "operator", "days": "90"],
                    "value=\"90\" selected"
                ),
                (
                    "\(base)/members", "", ["name": "Ole", "login": "", "role": "viewer"],
                    "value=\"Ole\""
                ),
                ("/profile", "", ["name": "", "language": "zh-CN"], "value=\"zh-CN\" selected"),
                ("/profile", "/password", ["old": "not mine", "new": "short"], "id=\"new-error\""),
                (snapshot, "/holds", ["reason": "", "until": "2031-02-03"], "2031-02-03"),
                (hooks, "", ["before": "mount it", "after": Self.long], ">mount it</textarea>"),
            ] {
                try await owner.get(page)
                try await owner.post(page + target, form)
                let there = owner.shownAgain
                #expect(there.hasPrefix("\(page)?kept="), "\(page): \(there)")
                for _ in 0..<2 {
                    #expect(owner.page.status == 422, "\(page)")
                    #expect(owner.page.text.contains(shown), "\(page): \(owner.page.text)")
                    #expect(owner.page.text.contains("aria-invalid"), "\(page)")
                    #expect(!owner.page.text.contains("not mine"))
                    try await owner.get(there)
                }
            }
        }
    }

    @Test func whatARuleRefusesHasAnAddress() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let base = "/tenants/\(tenant)"
            let agent = try await site.addAgent("empty", to: tenant)
            let there = try await site.addProtection("web", to: tenant)
            _ = try await site.store.changeAgent(agent.id, of: nil) { agent in
                for number in 0..<Fields.labelCount.range.upperBound {
                    agent.labels["key-\(number)"] = "full"
                }
                return []
            }
            let mara = try #require(
                try await site.store.members(of: tenant, PageRequest()).items.first)
            let her = "\(base)/members/\(mara.user.id)"
            let vault = "\(base)/vaults/\(there.vault)"
            let source = "\(base)/sources/\(there.source)"
            let labels = "\(base)/agents/labels"
            for (page, target, form, shown, status) in [
                (her, "/role", ["role": "admin"], "keeps its last owner", 409),
                // Nobody is connected who could try.
                (vault, "/test", [:], "The vault could not be reached", 200),
                (source, "/test", [:], "It could not be read", 200),
                (
                    labels, "", ["agent": "\(agent.id)", "added": "one=more"],
                    "as many as there may be", 200
                ),
            ] {
                try await owner.get(page)
                try await owner.post(page + target, form)
                let answer = owner.shownAgain
                #expect(answer.hasPrefix("\(page)?kept="), "\(page): \(answer)")
                for _ in 0..<2 {
                    #expect(owner.page.status == status, "\(page)")
                    #expect(owner.page.text.contains(shown), "\(page): \(owner.page.text)")
                    try await owner.get(answer)
                }
                // What was told of a test is no part of the page itself.
                try await owner.get(page)
                #expect(!owner.page.text.contains(shown), "\(page)")
            }
            // Of what is known no more the list is shown that comes after it.
            try await owner.get("\(labels)?kept=1")
            #expect(owner.page.location == "\(base)/agents")
        }
    }

    /// The page that shows it has an address without it, and nothing of it is kept.
    @Test func aSecretIsShownByTheAnswerAlone() async throws {
        let folder = TreePage(items: [], isLast: true)
        try await SiteFixture.with(
            answers: { if case .tree = $0 { .page(folder) } else { .reached("") } }
        ) { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let base = "/tenants/\(tenant)"
            let member = "\(base)/members/\(there.user)"
            let files = "\(base)/snapshots/\(there.snapshot)/files"
            for (target, page, form) in [
                ("\(base)/api-tokens", "\(base)/api-tokens", ["name": "one", "role": "viewer"]),
                (
                    "\(base)/members", "\(base)/members",
                    ["name": "Ole", "login": "ole@example.org", "role": "viewer"]
                ),
                ("\(member)/link", member, [:]),
                ("\(base)/snapshots/\(there.snapshot)/choice", files, ["deed": "download"]),
            ] {
                try await owner.get(member)
                try await owner.post(target, form)
                #expect(owner.page.status == 200 && owner.shownAgain == "", "\(target)")
                let copied = try #require(
                    owner.page.between("data-copied=\"\">", "<"), "\(target)")
                let secret = String(copied.suffix(43))
                #expect(secret.count == 43 && !secret.contains("/"), "\(copied)")
                let instead = try #require(owner.page.between("data-instead=\"", "\""))
                #expect(instead == page)
                try await owner.get(String(instead))
                #expect(owner.page.status == 200, "\(page)")
                #expect(!owner.page.text.contains(secret), "\(page)")
            }
        }
    }

    @Test func whoSignsInAlreadyNeedsNoLink() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let person = Sample.user("somebody")
            try await site.store.addUser(person, as: nil, audit: [])
            let members = "/tenants/\(tenant)/members"
            try await owner.get(members)
            try await owner.post(
                members, ["name": "x", "login": person.login, "role": "viewer"])
            #expect(owner.page.location == "\(members)/\(person.id)")
            try await owner.get("\(members)/\(person.id)")
            #expect(owner.page.text.contains("they sign in as before"))
        }
    }
}
