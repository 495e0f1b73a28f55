import Domain
import HTTPServer
import Host
import Store
import Testing
import Values

/// People are invited, given roles and parted with, by those who may.
@Suite struct PeoplePagesTests {
    /// Invites somebody and gives back the code of their link.
    private func invite(
        _ name: String, _ login: String, _ role: Role, by browser: inout Browser,
        _ members: String
    ) async throws -> String {
        try await browser.get(members)
        try await browser.post(members, ["name": name, "login": login, "role": role.rawValue])
        #expect(browser.page.status == 200, "\(browser.page.text)")
        return try #require(browser.page.between("/invitation#", "<"))
    }

    @Test func somebodyChoosesAPasswordByALinkThatWorksOnce() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let members = "/tenants/\(tenant)/members"
            let code = try await invite(
                "<b>Ines</b>", "Ines@Example.org", .viewer, by: &owner, members)
            #expect(owner.page.text.contains("&lt;b&gt;Ines") && !owner.page.text.contains("<b>I"))
            try await owner.get(members)
            #expect(!owner.page.text.contains(code), "it is shown once")
            #expect(owner.page.text.contains("No password yet"))

            var ines = Browser(site)
            try await ines.get("/invitation")
            try await ines.post("/invitation", ["code": code, "password": "short"])
            #expect(ines.page.status == 422)
            try await ines.post("/invitation", ["code": code, "password": SiteFixture.password])
            #expect(ines.page.location == "/sign-in", "\(ines.page.text)")
            try await ines.get("/invitation")
            try await ines.post("/invitation", ["code": code, "password": "another one of hers"])
            #expect(ines.page.status == 403)
            #expect(ines.page.text.contains("no longer valid"))
            try await ines.get("/sign-in")
            try await ines.post(
                "/sign-in", ["login": "ines@example.org", "password": SiteFixture.password])
            #expect(ines.page.location == "/")
            try await ines.get(members)
            #expect(ines.page.status == 403, "a viewer does not see who else is there")
        }
    }

    @Test func rolesAreGivenByThoseWhoMayAndTheLastOwnerStays() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let members = "/tenants/\(tenant)/members"
            let mara = try #require(
                try await site.store.members(of: tenant, PageRequest()).items.first)
            var admin = try await site.browser(of: .admin, in: tenant)
            try await admin.get(members)
            try await admin.post(
                members, ["name": "Eve", "login": "eve@example.org", "role": "owner"])
            #expect(admin.page.status == 403, "nobody gives what is not theirs")
            let her = "\(members)/\(mara.user.id)"
            try await admin.get(her)
            #expect(admin.page.status == 200)
            #expect(!admin.page.text.contains("Save the role"))
            for (path, form) in [
                ("role", ["role": "viewer"]), ("link", [:]), ("standing", ["disabled": "on"]),
            ] {
                try await admin.get(her)
                try await admin.post("\(her)/\(path)", form)
                #expect(admin.page.status == 403, "\(path)")
            }
            try await owner.get(her)
            try await owner.post("\(her)/role", ["role": "admin"])
            #expect(owner.page.status == 409)
            #expect(owner.page.text.contains("A tenant keeps its last owner."))
            let code = try await invite("Ole", "ole@example.org", .viewer, by: &owner, members)
            let ole = try #require(try await site.store.user(login: "ole@example.org"))
            let his = "\(members)/\(ole.id)"
            try await admin.get(his)
            try await admin.post("\(his)/role", ["role": "operator"])
            #expect(admin.page.location == his)
            let role = try await site.store.authority(of: ole.id)?.roles[tenant]
            #expect(role == .operator)
            try await admin.get(his)
            try await admin.post("\(his)/link", [:])
            let second = try #require(admin.page.between("/invitation#", "<"))
            var browser = Browser(site)
            for (code, status) in [(code, 403), (second, 303)] {
                try await browser.get("/invitation")
                try await browser.post(
                    "/invitation", ["code": code, "password": SiteFixture.password])
                #expect(browser.page.status == status)
            }
            try await admin.get("\(his)/removal")
            try await admin.post("\(his)/removal", ["confirmation": "somebody"])
            #expect(admin.page.status == 422)
            try await admin.post("\(his)/removal", ["confirmation": "ole@example.org"])
            #expect(admin.page.location == members)
            #expect(try await site.store.authority(of: ole.id)?.roles.isEmpty == true)
        }
    }

    @Test func whoIsKeptOutIsOutAtOnceAndWhoHasAPartElsewhereIsNotForAnybodyToChange()
        async throws
    {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            var viewer = try await site.browser(of: .viewer, in: tenant)
            let user = try #require(try await site.store.user(login: "viewer@example.org"))
            let path = "/tenants/\(tenant)/members/\(user.id)"
            try await owner.get(path)
            try await owner.post("\(path)/standing", ["disabled": "on"])
            #expect(owner.page.location == path)
            try await viewer.get("/")
            #expect(viewer.page.status == 303, "the session is over")
            try await owner.get(path)
            try await owner.post("\(path)/standing", ["disabled": ""])
            #expect(try await site.store.user(user.id)?.isDisabled == false)

            let other = Tenant(
                id: site.ids.next(), name: "other", displayName: "other",
                created: site.clock.now)
            try await site.store.addTenant(other, owner: user.id, audit: [])
            try await owner.get(path)
            #expect(owner.page.text.contains("They have a part in tenants"))
            for form in ["link", "standing"] {
                try await owner.get(path)
                try await owner.post("\(path)/\(form)", ["disabled": "on"])
                #expect(owner.page.status == 403, "\(form)")
            }
            #expect(try await site.store.user(user.id)?.isDisabled == false)
        }
    }

    @Test func onesOwnNameLanguageAndPassword() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            try await owner.get("/profile")
            try await owner.post("/profile", ["name": "", "language": "en-US"])
            #expect(owner.page.status == 422)
            try await owner.post("/profile", ["name": "Mara 林", "language": "en-US"])
            try await owner.get("/profile")
            #expect(owner.page.text.contains("Mara 林"))
            try await owner.post("/profile", ["name": "Mara 林", "language": "zh-CN"])
            try await owner.get("/")
            #expect(owner.page.text.contains("lang=\"zh-CN\""))
            var elsewhere = Browser(site)
            try await elsewhere.get("/sign-in")
            #expect(elsewhere.page.text.contains("lang=\"en-US\""))
            let login = try #require(
                try await site.store.users(PageRequest()).items.first?.login)
            try await elsewhere.post(
                "/sign-in", ["login": login, "password": SiteFixture.password])
            try await elsewhere.get("/")
            #expect(elsewhere.page.text.contains("lang=\"zh-CN\""), "as the profile says")
            try await owner.post("/profile", ["name": "Mara 林", "language": ""])
            try await owner.get("/profile")
            #expect(owner.page.text.contains("lang=\"en-US\""), "as the browser says")
            let new = "an even longer sentence"
            try await owner.post("/profile/password", ["old": "wrong", "new": new])
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("This is not your password."))
            try await owner.post(
                "/profile/password", ["old": SiteFixture.password, "new": new])
            #expect(owner.page.location == "/profile", "\(owner.page.text)")
            try await owner.get("/profile")
            #expect(owner.page.status == 200, "one's own session stays")
            try await elsewhere.get("/profile")
            #expect(elsewhere.page.status == 303)
        }
    }

    @Test func theHubIsAdministeredByAListOfPeopleThatIsNeverEmpty() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            var viewer = try await site.browser(of: .viewer, in: tenant)
            let mara = try #require(try await site.store.hubAdministrators().first)
            let list = "/hub/administrators"
            try await viewer.get(list)
            #expect(viewer.page.status == 403)
            try await owner.get(list)
            #expect(!owner.page.text.contains("/removal"), "the last one stays")
            try await owner.post("\(list)/\(mara.id)/removal", [:])
            #expect(owner.page.status == 409)
            #expect(owner.page.text.contains("The hub keeps its last administrator."))
            try await owner.get(list)
            try await owner.post(list, ["login": "nobody@example.org"])
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("Nobody signs in with this."))
            try await owner.post(list, ["login": " Viewer@example.org"])
            #expect(owner.page.location == list, "\(owner.page.text)")
            try await viewer.get(list)
            #expect(viewer.page.text.contains("mara@example.org"))
            #expect(viewer.page.text.contains("viewer@example.org"))
            try await viewer.post("\(list)/\(mara.id)/removal", [:])
            #expect(viewer.page.location == list, "\(viewer.page.text)")
            try await owner.get(list)
            #expect(owner.page.status == 403, "at once")
            let left = try await site.store.hubAdministrators().map(\.login)
            #expect(left == ["viewer@example.org"])
        }
    }

    @Test func tenantsAreMadeAndRenamedByWhoAdministersTheHub() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let login = try #require(
                try await site.store.users(PageRequest()).items.first?.login)
            try await owner.get("/hub/tenants")
            try await owner.post(
                "/hub/tenants",
                ["name": "Not So", "display_name": "<b>x</b>", "owner": "nobody@example.org"])
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("value=\"&lt;b&gt;x&lt;/b&gt;\""))
            try await owner.post(
                "/hub/tenants", ["name": "other", "display_name": "Other", "owner": "nobody@x.org"])
            #expect(owner.page.text.contains("Nobody signs in with this."))
            try await owner.post(
                "/hub/tenants", ["name": "other", "display_name": "Other", "owner": login])
            #expect(owner.page.location == "/hub/tenants", "\(owner.page.text)")
            let other = try #require(try await site.store.tenant(named: "other"))
            try await owner.get("/hub/tenants")
            try await owner.post("/hub/tenants/\(other.id)/name", ["display_name": "其他"])
            #expect(try await site.store.tenant(other.id)?.displayName == "其他")
            try await owner.get("/hub/tenants")
            try await owner.post(
                "/hub/tenants", ["name": "other", "display_name": "Again", "owner": login])
            #expect(owner.page.text.contains("Another tenant has this name."))
            var admin = try await site.browser(of: .admin, in: tenant)
            try await admin.get("/hub/tenants")
            #expect(admin.page.status == 403)
        }
    }
}
