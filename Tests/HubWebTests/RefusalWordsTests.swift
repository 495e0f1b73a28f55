import Domain
import Testing

@testable import HubWeb

/// The list is in two halves, so the compiler does not see that it is whole.
@Suite struct RefusalWordsTests {
    @Test(arguments: Refusal.allCases) func everyRuleHasASentence(refusal: Refusal) {
        for language in Language.allCases {
            let words = RefusalWords(language: language)
            #expect(words.sentence(for: refusal) != words.unknown)
        }
    }
}
