import Markup
import Testing

@testable import HubWeb

@Suite struct ChartTests {
    @Test(
        arguments: [
            ([0.0], 4.0), ([3.0], 4), ([4.0], 4), ([9.1], 10), ([98.0], 100), ([0.3], 0.4),
            ([.nan, 7.0], 8), ([], 4), ([1001.0], 2000),
        ] as [([Double], Double)])
    func theTopIsRoundAndNotBelowTheGreatestValue(values: [Double], top: Double) {
        let scale = ChartScale(for: values)
        #expect(abs(scale.top - top) < 1e-9)
        #expect(scale.marks.count == 5 && scale.marks.last == 0)
    }

    @Test func bytesHaveTopsOfTheirOwn() {
        #expect(ChartScale(for: [700 * 1024], unit: 1024).top == 800 * 1024)
        #expect(ChartScale(for: [1023 * 1024], unit: 1024).top == 1024 * 1024)
    }

    @Test func heightsStayInsideTheDrawing() {
        let scale = ChartScale(for: [10])
        #expect(scale.height(of: 10) == 1 && scale.height(of: 0) == 0)
        #expect(scale.height(of: -5) == 0 && scale.height(of: 50) == 1)
        #expect(scale.height(of: .nan) == 0)
    }

    @Test func aSparkRunsFromLeftToRight() {
        let outline = Sparkline.outline(of: [1, 3, 2], width: 100, height: 28, inset: 2)
        #expect(outline == "M0 26 50 2 100 14")
        #expect(Sparkline.outline(of: [1], width: 100, height: 28, inset: 2) == "")
        #expect(Sparkline.outline(of: [5, 5], width: 10, height: 28, inset: 2) == "M0 14 10 14")
    }

    @Test func barsStandBesideEachOther() {
        let places = BarChart.places(
            [.init(good: 2), .init(good: 1, bad: 3)], width: 100, height: 20)
        #expect(places.map(\.x) == [0, 50])
        #expect(places.map(\.goodHeight) == [10, 5])
        #expect(places.map(\.badHeight) == [0, 15])
        #expect(BarChart.places([.init(good: 0)], width: 10, height: 10)[0].goodHeight == 0)
    }

    @Test(arguments: [(0.41, 41.0), (1.7, 100), (-1, 0), (.nan, 0)])
    func aRingIsNeverMoreThanFull(share: Double, dash: Double) {
        #expect(Donut.dash(of: share) == dash)
        #expect(Donut.dash(of: nil) == 0)
    }

    @Test func darkerMeansMoreRuns() {
        #expect(
            (0...8).map { ActivityCalendar.level(of: $0, most: 8) } == [0, 1, 1, 2, 2, 3, 3, 4, 4])
        #expect(ActivityCalendar.level(of: 0, most: 0) == 0)
    }

    @Test func everyDrawingSaysWhatItShows() {
        let chart = AreaChart(
            values: [1, 2], finding: "It rises.", times: ["a"], format: { "\($0)" })
        #expect(chart.body.description.contains("role=\"img\" aria-label=\"It rises.\""))
        #expect(Sparkline(values: [1, 2]).body.description.contains("aria-hidden=\"true\""))
    }
}
