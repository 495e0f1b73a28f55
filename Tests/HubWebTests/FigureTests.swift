import Domain
import Testing
import Values

@testable import HubWeb

@Suite struct FigureTests {
    private let english = FigureWords(language: .english)
    private let chinese = FigureWords(language: .chinese)

    @Test func numbersAreGrouped() {
        #expect(
            [0, 7, 999, 1000, 1_234_567].map(english.count) == [
                "0", "7", "999", "1,000", "1,234,567",
            ])
        #expect(english.count(-1284) == "−1,284")
    }

    @Test func spansHaveTwoUnitsAtMost() {
        #expect(english.span(.seconds(700)) == "11\u{a0}min\u{a0}40\u{a0}s")
        #expect(chinese.span(.seconds(700)) == "11\u{a0}分\u{a0}40\u{a0}秒")
        #expect(english.span(.seconds(0)) == "0\u{a0}s")
        #expect(english.span(.seconds(90_061)) == "1\u{a0}d\u{a0}1\u{a0}h")
    }

    @Test func whatAClockMeasuredIsExactWhereItIsShort() {
        #expect(english.measured(.milliseconds(410)) == "0.4\u{a0}s")
        #expect(chinese.measured(.milliseconds(9_949)) == "9.9\u{a0}秒")
        #expect(english.measured(.seconds(700)) == "11\u{a0}min\u{a0}40\u{a0}s")
        #expect(english.measured(.milliseconds(-5)) == "0.0\u{a0}s")
    }

    @Test func sharesAndSizesAreOfTheLanguage() {
        #expect(english.percent(0.617) == "62\u{a0}%" && chinese.percent(0.617) == "62%")
        #expect(english.size(.gibibytes(7)) == "7.0\u{a0}GiB")
    }
}
