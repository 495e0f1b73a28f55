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

    @Test func rangesAreInOneUnit() {
        func spans(_ least: Int, _ most: Int, _ words: FigureWords) -> String {
            words.spans(.seconds(least)...(.seconds(most)))
        }
        #expect(spans(605, 770, english) == "10 to 13\u{a0}min")
        #expect(spans(605, 770, chinese) == "10 至 13\u{a0}分钟")
        #expect(spans(31, 480, english) == "up to 8\u{a0}min")
        #expect(spans(241, 290, english) == "about 5\u{a0}min")
        #expect(spans(0, 0, english) == "about 0\u{a0}s")
        #expect(spans(20, 100, english) == "20 to 100\u{a0}s")
        #expect(english.sizes(.gibibytes(11)...(.gibibytes(18))) == "11\u{a0}GiB to 18\u{a0}GiB")
        #expect(english.sizes(.gibibytes(11)...(.gibibytes(11))) == "about 11\u{a0}GiB")
    }

    @Test func whatIsFarOffIsSaidInRoughUnits() {
        func far(_ days: Int) -> String { english.far(.seconds(days * 86_400)) }
        #expect(
            [0, 1, 27].map(far)
                == [1, 1, 27].map {
                    "about \($0)\u{a0}\($0 == 1 ? "day" : "days")"
                })
        #expect([28, 69].map(far) == ["about 4\u{a0}weeks", "about 9\u{a0}weeks"])
        #expect([70, 365].map(far) == ["about 2\u{a0}months", "about 12\u{a0}months"])
        #expect(chinese.far(.seconds(35 * 86_400)) == "约 5\u{a0}周")
    }
}
