import Domain
import TestSupport
import Testing
import Values

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

    @Test func whatAnAgentSaysIsToldInTheReadersLanguage() {
        func failure(_ code: String) -> RunFailure {
            RunFailure(code: code, message: "It opens /srv.", disposition: .retryable)
        }
        let (english, chinese) = (Words.in(.english), Words.in(.chinese))
        for code in ["policy", "no_reader", "agent_away", "too_slow", "x"] {
            #expect(english.told(failure(code)) == "It opens /srv.", "\(code)")
        }
        #expect(chinese.told(failure("policy")) == "机器自身的策略不允许（It opens /srv.）")
        for code in ["no_reader", "agent_away", "too_slow"] {
            let told = chinese.told(failure(code))
            #expect(!told.utf8.contains { (97...122).contains($0) }, "\(told)")
        }
        #expect(chinese.told(failure("x")) == "It opens /srv.", "better than nothing")
    }
}
