import Domain
import HTTPServer
import JSON
import Store
import StoreSupport
import TestSupport
import Testing
import Values

@testable import HubWeb

@Suite struct AuditPagesTests {
    @Test func eventsAreFilteredPagedAndExportedWhole() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let drafts = (0..<60).map { index in
                Sample.event(
                    index % 3 == 0 ? .agentPaused : .agentResumed, in: .tenant(tenant),
                    at: Timestamp(seconds: 1_700_000_000 + Int64(index) * 3600),
                    on: AuditTarget(
                        kind: "agent", id: UUID(high: 1, low: UInt64(index)), name: "a\(index)"),
                    detail: ["note": "<b>\(index)</b>"])
            }
            try await site.store.record(drafts)
            let path = "/tenants/\(tenant)/audit"
            try await owner.get(path)
            #expect(owner.page.text.ranges(of: "role=\"rowheader\"").count == 50)
            #expect(!owner.page.text.contains("<b>59</b>"))
            let older = try #require(owner.page.between("audit?before=", "\""))
            try await owner.get("\(path)?before=\(older)")
            #expect(owner.page.text.contains(">a0<"))
            try await owner.get("\(path)?action=agent.paused")
            #expect(owner.page.text.ranges(of: "role=\"rowheader\"").count == 20)
            try await owner.get("\(path)?since=2023-11-15&until=2023-11-15")
            // 2023-11-14T22:13:20Z and then hourly: the 15th has 24 of them.
            #expect(owner.page.text.ranges(of: "role=\"rowheader\"").count == 24)
            try await owner.get("\(path)?since=nonsense&before=x")
            #expect(owner.page.status == 200)

            try await owner.get("\(path)/export")
            let lines = owner.page.text.split(separator: "\n")
            let head = try await site.store.auditHead(of: .tenant(tenant))
            #expect(Int64(lines.count) == head.sequence)
            let last = try JSON(parsing: Array((lines.last ?? "").utf8))
            #expect(last["targetName"]?.text == "a59")
            #expect(owner.page.fields[.contentDisposition]?.contains("audit.jsonl") == true)
        }
    }

    /// Whatever the hub writes down, the page has words for.
    @Test func everyActionHasWords() async throws {
        let source = try #require(
            WorkingTree.bytes(of: "Sources/Domain/Domain/Audit/AuditEvent.swift"))
        let written = String(decoding: source, as: UTF8.self)
            .split(separator: "AuditAction(rawValue: \"").dropFirst()
            .map { $0.prefix { $0 != "\"" } }
        #expect(written.count > 50)
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            try await owner.get("/tenants/\(try await site.tenant())/audit")
            for action in written {
                #expect(owner.page.text.contains("value=\"\(action)\""), "\(action)")
            }
        }
    }

    /// What an event tells has words in both languages, whatever part of the hub tells it.
    @Test func everyFactHasWords() throws {
        let folders = ["Sources/Hub/HubCore", "Sources/Hub/HubLink", "Sources/Stores/Store"]
        var names: Set<String> = []
        for path in (folders + ["Sources/Domain/Domain"]).flatMap({ WorkingTree.files(under: $0) })
        {
            let text = String(decoding: try #require(WorkingTree.bytes(of: path)), as: UTF8.self)
            if text.contains("Audit") { names.formUnion(try Self.facts(in: text)) }
        }
        #expect(names.count > 40, "\(names)")
        let words = AuditWords(language: .chinese)
        for name in names { #expect(words.fact(name) != name, "\(name)") }
    }

    /// `note("name", …)`, `name: "name", value:` and the keys of a literal that is a detail.
    private static func facts(in text: String) throws -> [String] {
        let called = try Regex(
            "(?:note\\(\\s*|name: )\"([a-z_ ]+)\",", as: (Substring, Substring).self)
        let key = try Regex("\"([a-z_ ]+)\": ", as: (Substring, Substring).self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var names = text.matches(of: called).map { String($0.1) }
        for (index, line) in lines.enumerated() {
            let near = lines[max(0, index - 3)...index].joined()
            guard near.contains("etail") || near.contains("event("), !near.contains("log.") else {
                continue
            }
            names += line.matches(of: key).map { String($0.1) }
        }
        // The audit log is not told what a target is called by this.
        return names.filter { !["hub", "run", "enrolment token"].contains($0) }
    }

    @Test func whatAnEventIsAboutHasWords() throws {
        let source = try #require(
            WorkingTree.bytes(of: "Sources/Domain/Domain/Alerts/AlertCondition.swift"))
        let code = try Regex("\\(\"([a-z_]+)\", \\[", as: (Substring, Substring).self)
        let codes =
            String(decoding: source, as: UTF8.self).matches(of: code)
            .map { String($0.1) } + ["check_failed", "prune_overdue"]
        #expect(codes.count > 15)
        let words = AuditWords(language: .chinese)
        let id = UUID(high: 1, low: 1)
        for code in codes {
            let text = words.target(AuditTarget(kind: "alert", id: id, name: code))
            #expect(!text.utf8.contains(UInt8(ascii: "_")) && text != code, "\(code)")
        }
        for kind in RunKind.allCases {
            let target = AuditTarget(kind: "run", id: id, name: kind.rawValue)
            #expect(words.target(target) == RunWords(language: .chinese).kind(kind))
        }
        #expect(words.value(of: .init(name: "role", value: "owner")) == "所有者")
        #expect(words.value(of: .init(name: "place", value: "/srv")) == "/srv")
    }
}
