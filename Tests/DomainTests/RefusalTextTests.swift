import Domain
import Testing

/// The sentences are in several lists, so the compiler does not see that they are whole.
@Suite struct RefusalTextTests {
    @Test(arguments: Refusal.allCases) func everyRuleHasASentence(refusal: Refusal) {
        let (english, chinese) = (refusal.text(in: .english), refusal.text(in: .chinese))
        #expect(english.sentence.hasSuffix(".") && chinese.sentence.hasSuffix("。"))
        #expect((english.hint == nil) == (chinese.hint == nil))
        #expect(english.hint?.hasSuffix(".") ?? true && chinese.hint?.hasSuffix("。") ?? true)
        #expect(english.whole(in: .english).hasPrefix(english.sentence))
    }
}
