import AgentProtocol
import Domain
import HTTPServer
import Store
import Testing
import Values

/// Folders of a machine are picked by pages alone; the form around them is never lost.
@Suite struct PathPickerTests {
    private static func item(_ name: String, _ kind: TreePage.Item.Kind = .folder)
        -> TreePage.Item
    {
        TreePage.Item(
            name: FileName(Array(name.utf8)), kind: kind, size: ByteCount(0), modified: nil)
    }

    private static let folders = [
        "/": [item("etc"), item("srv"), item("swap", .file)],
        "/srv": [
            item("<b>www</b>"), item("notes.txt", .file),
            TreePage.Item(
                name: FileName([0xFF]), kind: .folder, size: ByteCount(0), modified: nil),
        ],
        "/srv/<b>www</b>": [],
    ]

    @Test func foldersArePickedAndTheFormIsKept() async throws {
        try await SiteFixture.with(folders: Self.folders) { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let agent = try await site.addAgent("web", to: tenant)
            let path = "/tenants/\(tenant)/sources/new?kind=files"
            try await owner.get(path)
            let form = [
                "name": "half typed", "agent": "\(agent.id)", "paths": "/etc", "keep_daily": "3",
            ]
            try await owner.post(path, form.merging(["browse": "paths"]) { $1 })
            #expect(owner.page.status == 200)
            #expect(owner.page.text.contains("Choose folders on web"))
            #expect(owner.page.text.contains("value=\"/etc\" aria-label=\"Choose etc\" checked"))
            #expect(owner.page.text.contains("name=\"name\" value=\"half typed\""))
            #expect(owner.page.text.contains("name=\"keep_daily\" value=\"3\""))

            let there = form.merging([
                "browse": "paths", "picker_folder": "/", "picker_picked": "/etc",
            ]) { $1 }
            try await owner.post(path, there.merging(["picker_look": "/srv"]) { $1 })
            let page = owner.page.text
            #expect(page.contains("&lt;b&gt;www&lt;/b&gt;") && !page.contains("<b>www"))
            #expect(page.contains("In other folders") && page.contains("value=\"/etc\" checked"))
            #expect(
                page.ranges(of: "aria-label=\"Choose ").count == 2,
                "a name that is no text is seen and not picked")
            try await owner.post(path, there.merging(["picker_go": "/root"]) { $1 })
            #expect(owner.page.text.contains("The local policy forbids it."))
            try await owner.post(path, there.merging(["picker_go": "../../srv/./"]) { $1 })
            #expect(owner.page.text.contains("notes.txt"))

            try await owner.post(path, there.merging(["picker_take": "yes"]) { $1 })
            #expect(owner.page.status == 200)
            #expect(owner.page.text.contains("value=\"half typed\""))
            #expect(owner.page.text.contains(">/etc</textarea>"))
            try await owner.post(
                path, there.merging(["picker_leave": "yes", "picker_picked": "/srv"]) { $1 })
            #expect(owner.page.text.contains(">/etc</textarea>"), "what was typed stays")
        }
    }

    /// A machine that opens only some folders begins with those.
    @Test func foldersThatThePolicyOpensAreTheFirstList() async throws {
        let refusal = RunFailure(
            code: "policy",
            message: "The local policy forbids to look at /. "
                + PolicyDoors(["/srv/<b>", "/etc"]).sentence(line: "read", of: "/p.toml"),
            disposition: .needsOperator)
        try await SiteFixture.with(answers: { question in
            if case .folder("/etc") = question {
                .page(TreePage(items: [Self.item("ssh")], isLast: true))
            } else {
                .refused(refusal)
            }
        }) { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let agent = try await site.addAgent("web", to: tenant)
            let path = "/tenants/\(tenant)/sources/new?kind=files"
            try await owner.get(path)
            let form = ["name": "web", "agent": "\(agent.id)", "paths": "", "browse": "paths"]
            try await owner.post(path, form)
            #expect(owner.page.text.contains("policy opens these folders"))
            #expect(!owner.page.text.contains("forbids"), "nobody did anything wrong yet")
            #expect(owner.page.text.contains("name=\"picker_look\" value=\"/srv/&lt;b&gt;\""))
            #expect(owner.page.text.contains("aria-label=\"Choose /etc\""))
            let here = form.merging(["picker_folder": "/", "picker_picked": "/etc"]) { $1 }
            try await owner.post(path, here.merging(["picker_look": "/etc"]) { $1 })
            #expect(owner.page.text.contains("Choose ssh"))
            try await owner.post(path, here.merging(["picker_go": "/root"]) { $1 })
            #expect(owner.page.text.contains("forbids to look at"), "whoever asks is told why")
            #expect(owner.page.text.contains("Choose /etc"))
            try await owner.post(path, here.merging(["picker_take": "yes"]) { $1 })
            #expect(owner.page.text.contains(">/etc</textarea>"))
        }
    }

    @Test func oneFileIsPickedAndSecretsAreNotSentBack() async throws {
        try await SiteFixture.with(folders: Self.folders) { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let agent = try await site.addAgent("web", to: tenant)
            let path = "/tenants/\(tenant)/sources/new?kind=sqlite"
            try await owner.get(path)
            let form = ["name": "db", "agent": "\(agent.id)", "path": "/srv/notes.txt"]
            try await owner.post(path, form.merging(["browse": "path"]) { $1 })
            #expect(owner.page.text.contains("type=\"radio\""))
            #expect(owner.page.text.ranges(of: "type=\"radio\"").count == 1, "only the file")
            try await owner.post(
                path,
                form.merging([
                    "browse": "path", "picker_folder": "/srv", "picker_take": "yes",
                    "picker_picked": "/srv/notes.txt", "path": "",
                ]) { $1 })
            #expect(owner.page.text.contains("value=\"/srv/notes.txt\""))

            let remote = "/tenants/\(tenant)/sources/new?kind=sftp"
            try await owner.post(
                remote,
                ["name": "nas", "agent": "pool", "password": "hush-hush", "browse": "paths"])
            #expect(!owner.page.text.contains("hush-hush"))
            #expect(!owner.page.text.contains("Choose folders"), "another machine's folders")
        }
    }

    @Test func foldersOfAServerArePickedWithSecretsThatAreTypedOnce() async throws {
        let folders = Self.folders
        let answers: @Sendable (Question) -> Answer = { question in
            guard case .serverFolder(let asked) = question, asked.server.host == "nas.lan",
                !asked.secrets.isEmpty
            else {
                return .refused(
                    RunFailure(
                        code: "x", message: "Nothing lets us in.", disposition: .needsOperator))
            }
            return .page(TreePage(items: folders[asked.path] ?? [], isLast: true))
        }
        try await SiteFixture.with(answers: answers) { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let there = try await site.addProtection("web", to: tenant)
            let path = "/tenants/\(tenant)/sources/new?kind=sftp"
            try await owner.get(path)
            let form = [
                "name": "nas", "agent": "\(there.agent)", "host": "nas.lan", "port": "22",
                "user": "me", "paths": "", "vaults": "\(there.vault)", "overlap": "reject",
                "issues": "warn", "enabled": "on",
            ]
            try await owner.post(
                path, form.merging(["browse": "paths", "password": "hush-hush"]) { $1 })
            #expect(owner.page.text.contains("Choose folders on nas.lan"), "\(owner.page.text)")
            #expect(!owner.page.text.contains("hush-hush"))
            let kept = try #require(
                owner.page.between("name=\"kept_secrets\" value=\"", "\""))
            let looking = form.merging(["browse": "paths", "picker_folder": "/"]) { $1 }
                .merging(["picker_look": "/srv"]) { $1 }
            try await owner.post(path, looking)
            #expect(owner.page.text.contains("Nothing lets us in."), "nothing is remembered here")
            let known = looking.merging(["kept_secrets": kept]) { $1 }
            try await owner.post(path, known)
            #expect(owner.page.text.contains("notes.txt"))

            var admin = try await site.browser(of: .admin, in: tenant)
            try await admin.get(path)
            try await admin.post(path, known)
            #expect(admin.page.text.contains("Nothing lets us in."), "it is another's session")

            try await owner.post(
                path,
                known.merging(["picker_take": "yes", "picker_picked": "/srv/notes.txt"]) { $1 })
            #expect(owner.page.text.contains(">/srv/notes.txt</textarea>"))
            let last = try #require(
                owner.page.between("name=\"kept_secrets\" value=\"", "\""))
            try await owner.post(
                path, form.merging(["paths": "/srv", "kept_secrets": last]) { $1 })
            let source = try #require(owner.page.location, "\(owner.page.text)")
            let id = try #require(ID<Source>(String(source.suffix(36))))
            let secrets = try await site.store.secrets(of: [.source(id)], in: tenant)
            #expect(Set(secrets.map(\.name)) == [.password, .signingKey])

            // What is there needs nothing typed, as long as it is the same server.
            let editing = "\(source)/edit"
            try await owner.get(editing)
            try await owner.post(editing, form.merging(["browse": "paths"]) { $1 })
            #expect(owner.page.text.contains("Choose folders on nas.lan"))
            #expect(owner.page.text.contains("swap"))
            try await owner.post(
                editing, form.merging(["browse": "paths", "user": "other"]) { $1 })
            #expect(owner.page.text.contains("Nothing lets us in."))
        }
    }

    @Test func somebodyHasToBeChosenFirstAndBeThere() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let agent = try await site.addAgent("web", to: tenant)
            let path = "/tenants/\(tenant)/sources/new?kind=files"
            try await owner.get(path)
            try await owner.post(path, ["browse": "paths", "agent": "pool"])
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("Choose whose machine is looked through."))
            try await owner.post(path, ["browse": "paths", "agent": "\(agent.id)"])
            #expect(owner.page.status == 422)
            #expect(owner.page.text.contains("The agent is not connected, or went"))
        }
    }
}
