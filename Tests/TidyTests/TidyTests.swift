import Testing

/// The house rules that a compiler does not check. STYLE.md says why they are there.
@Suite struct TidyTests {
    private static let rules = SizeRules.all + CodeRules.all + DocumentRules.all

    @Test(arguments: rules) func filesKeepTheRule(rule: Rule) {
        for complaint in Repository.files.flatMap(rule.complaints) {
            Issue.record("\(complaint)")
        }
    }

    @Test(arguments: rules) func theRuleNoticesItsBadExample(rule: Rule) {
        #expect(rule.complaints(about: rule.badExample).count == 1)
    }

    @Test func theRepositoryWasFound() {
        #expect(Repository.files.count > 50)
        #expect(Repository.file("Package.swift") != nil)
    }
}
