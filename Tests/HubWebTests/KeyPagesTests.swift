import Cryptography
import Domain
import Store
import StoreSupport
import Testing
import Values

/// The keys of archives are seen, added and forgotten by pages.
@Suite struct KeyPagesTests {
    @Test func aKeyIsMadeNamedByAVaultAndForgotten() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let keys = "/tenants/\(tenant)/keys"
            try await owner.get(keys)
            #expect(owner.page.text.contains("No key yet"))
            try await owner.post(keys, ["name": "Not so", "recipient": ""])
            #expect(owner.page.status == 422 && owner.page.text.contains("name-error"))
            try await owner.post(keys, ["name": "here", "recipient": ""])
            #expect(owner.page.location == keys, "\(owner.page.text)")
            let identity = AgeIdentity.random()
            try await owner.get(keys)
            try await owner.post(keys, ["name": "paper", "recipient": "age1nonsense"])
            #expect(owner.page.status == 422 && owner.page.text.contains("value=\"age1nonsense\""))
            try await owner.post(keys, ["name": "paper", "recipient": " \(identity.recipient) "])
            #expect(owner.page.status == 303, "\(owner.page.text)")
            try await owner.get(keys)
            #expect(owner.page.text.contains("\(identity.recipient)"))
            #expect(owner.page.text.contains("Here, sealed"))
            #expect(owner.page.text.contains("Somewhere else"))
            let known = try await site.store.keys(of: tenant, PageRequest()).items
            let paper = try #require(known.first { $0.name == "paper" })
            let secrets = try await site.store.secrets(of: [.key(paper.id)], in: tenant)
            #expect(secrets.isEmpty, "nobody gave its other half")

            let new = "/tenants/\(tenant)/vaults/new?kind=webdav"
            try await owner.get(new)
            try await owner.post(
                new,
                [
                    "name": "off site", "format": "archive", "url": "https://dav.example/one",
                    "keys": "\(paper.id)", "forget": "", "prune": "", "check": "",
                    "check_percent": "5",
                ])
            let vault = try #require(owner.page.location, "\(owner.page.text)")
            try await owner.get(vault)
            #expect(owner.page.text.contains("Readable with"))

            let forgetting = "\(keys)/\(paper.id)/deletion"
            try await owner.get(forgetting)
            try await owner.post(forgetting, ["confirmation": "paper"])
            #expect(owner.page.status == 422 && owner.page.text.contains("off site"))
            let here = try #require(known.first { $0.name == "here" })
            try await owner.get("\(keys)/\(here.id)/deletion")
            try await owner.post("\(keys)/\(here.id)/deletion", ["confirmation": "paper"])
            #expect(owner.page.status == 422, "the name was another")
            try await owner.post("\(keys)/\(here.id)/deletion", ["confirmation": "here"])
            #expect(owner.page.location == keys)
            #expect(try await site.store.key(here.id, of: tenant) == nil)
        }
    }

    @Test func whoOnlyLooksIsOfferedNothingToChange() async throws {
        try await SiteFixture.with { site in
            _ = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("<b>web</b>", to: tenant)
            var viewer = try await site.browser(of: .viewer, in: tenant)
            try await viewer.get("/tenants/\(tenant)/keys")
            #expect(viewer.page.text.contains("&lt;b&gt;web&lt;/b&gt;"))
            #expect(!viewer.page.text.contains("name=\"recipient\""))
            #expect(!viewer.page.text.contains("/deletion"))
            try await viewer.get("/tenants/\(tenant)/keys/\(there.key)/deletion")
            #expect(viewer.page.status == 403)
        }
    }
}
