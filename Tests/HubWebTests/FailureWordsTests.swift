import Domain
import TestSupport
import Testing

@testable import HubWeb

/// What people are told to do about a failure.
@Suite struct FailureWordsTests {
    @Test func aRemedyIsForACodeThatAgentsUse() async throws {
        let said = try await runProgram(
            "sh", ["-c", "cat $(find \(WorkingTree.root)/Sources/Agent -name '*.swift')"]
        ).text
        for code in RunWords.remediedCodes {
            let isSaid = said.contains("\"\(code)\"")
            #expect(isSaid, "nobody says \(code)")
        }
    }

    @Test(arguments: [("vault_full", true), ("x", false)])
    func aRunsPageSaysWhatToDo(code: String, isKnown: Bool) async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let run = try await site.addProtection("web", to: tenant, failing: code).run
            try await owner.get("/tenants/\(tenant)/runs/\(run)")
            #expect(owner.page.text.contains("The vault is full") == isKnown)
            #expect(owner.page.text.contains("Prune it, keep less") == isKnown)
            #expect(owner.page.text.contains("What went wrong") == !isKnown)
        }
    }
}
