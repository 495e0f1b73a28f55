import Testing
import Values

@testable import Domain

@Suite struct VaultForecastTests {
    private static let start: Int64 = 1_700_000_000

    /// One measure a day, of what is free in GiB; nil for a day without one.
    private static func measures(
        _ free: [Int?], total: Int? = 1000, from day: Int = 0
    ) -> [VaultSpace] {
        free.enumerated().compactMap { index, free in
            free.map { free in
                VaultSpace(
                    seen: Timestamp(seconds: start + Int64(day + index) * 86_400),
                    free: .gibibytes(free), total: total.map { .gibibytes($0) })
            }
        }
    }

    private static func falling(_ days: Int, from free: Int, by step: Int) -> [Int?] {
        (0..<days).map { free - $0 * step }
    }

    @Test func aSteadyGrowthEndsWhenTheRoomDoes() throws {
        let forecast = try #require(
            VaultForecast(Self.measures(Self.falling(15, from: 500, by: 10))))
        #expect(forecast.growthPerDay == .gibibytes(10))
        // 360 GiB are left, which is 36 days.
        #expect(forecast.fullIn == .seconds(36 * 86_400))
    }

    @Test func oneNightOfPruningDoesNotMoveIt() throws {
        var free = Self.falling(21, from: 500, by: 10)
        for day in 10..<21 { free[day] = (free[day] ?? 0) + 94 }
        let forecast = try #require(VaultForecast(Self.measures(free)))
        #expect(forecast.growthPerDay > .gibibytes(2) && forecast.growthPerDay <= .gibibytes(10))
        var filled = Self.falling(15, from: 500, by: 10)
        filled[7] = 5
        let steady = try #require(VaultForecast(Self.measures(filled)))
        #expect(steady.growthPerDay == .gibibytes(10))
    }

    @Test func aWeekAndFiveMeasuresAreNeeded() {
        #expect(VaultForecast([]) == nil)
        #expect(VaultForecast(Self.measures(Self.falling(7, from: 500, by: 10))) == nil)
        #expect(VaultForecast(Self.measures(Self.falling(8, from: 500, by: 10))) != nil)
        let few: [Int?] = [500, nil, 480, nil, nil, 450, nil, nil, 420]
        #expect(VaultForecast(Self.measures(few)) == nil)
        let enough: [Int?] = [500, nil, 480, nil, 460, 450, nil, nil, 420]
        #expect(VaultForecast(Self.measures(enough)) != nil)
    }

    @Test func whatDoesNotGrowIsNeverFullAndWhatGrowsSlowlyIsNobodysWorry() throws {
        let still = try #require(VaultForecast(Self.measures(Self.falling(10, from: 500, by: 0))))
        #expect(still.growthPerDay == ByteCount(0) && still.fullIn == nil)
        let shrinking = try #require(
            VaultForecast(Self.measures(Self.falling(10, from: 500, by: -3))))
        #expect(shrinking.growthPerDay == .gibibytes(-3) && shrinking.fullIn == nil)
        let slow = try #require(VaultForecast(Self.measures(Self.falling(10, from: 500, by: 1))))
        #expect(slow.growthPerDay == .gibibytes(1) && slow.fullIn == nil)
    }

    @Test func anExtendedDiskBeginsAnew() throws {
        let old = Self.measures(Self.falling(14, from: 150, by: 10), total: 200)
        #expect(VaultForecast(old + Self.measures([900, 890], from: 14)) == nil)
        let forecast = VaultForecast(
            old + Self.measures(Self.falling(8, from: 900, by: 20), from: 14))
        #expect(forecast?.growthPerDay == .gibibytes(20))
    }

    @Test func whatIsLongAgoSaysNothing() {
        let old = Self.measures(Self.falling(10, from: 900, by: 50))
        let now = Self.measures(Self.falling(10, from: 400, by: 2), from: 60)
        #expect(VaultForecast(old + now)?.growthPerDay == .gibibytes(2))
    }

    @Test func aFullDiskIsFullNow() {
        let forecast = VaultForecast(Self.measures([70, 60, 50, 40, 30, 20, 10, 0, 0]))
        #expect(forecast?.fullIn == .zero)
    }

    /// What lies in a vault day by day, in GiB, and what was free at its place; nil where that was
    /// not told.
    private static func counted(
        _ held: [Int], free: (Int) -> Int? = { _ in nil }
    ) -> [VaultSpace] {
        held.enumerated().map { day, held in
            VaultSpace(
                seen: Timestamp(seconds: start + Int64(day) * 86_400),
                free: free(day).map { .gibibytes($0) }, total: .gibibytes(1000),
                held: .gibibytes(held))
        }
    }

    @Test func aQuotaIsARoomOfItsOwnWhateverThePlaceTells() {
        let growing = Self.counted((0..<12).map { 40 + $0 * 2 })
        // 62 of 100 GiB are held, and the place does not say a word.
        let room = VaultRoom(growing, quota: .gibibytes(100))
        #expect(room.isOfQuota && room.free == .gibibytes(38))
        #expect(room.latest?.usedShare == 0.62)
        #expect(room.fullSoon == .seconds(19 * 86_400))
        #expect(VaultRoom(growing).latest == nil)
        #expect(VaultRoom(growing, quota: .gibibytes(900)).fullSoon == nil)
    }

    @Test func whateverEndsFirstIsTheRoomThereIs() {
        let held = (0..<12).map { 40 + $0 * 2 }
        // 10 GiB a day less, of which 2 are this vault's.
        let measures = Self.counted(held) { 300 - $0 * 10 }
        let wide = VaultRoom(measures, quota: .gibibytes(900))
        #expect(!wide.isOfQuota && wide.free == .gibibytes(190))
        #expect(wide == VaultRoom(measures))
        let tight = VaultRoom(measures, quota: .gibibytes(70))
        #expect(tight.isOfQuota && tight.fullSoon == .seconds(4 * 86_400))
        // Before anybody counted there is only the place.
        let uncounted = Self.measures(Self.falling(12, from: 300, by: 10))
        #expect(VaultRoom(uncounted, quota: .gibibytes(1)) == VaultRoom(uncounted))
        // One measure tells of no pace: less is left of the quota.
        let first = VaultRoom(Array(measures.suffix(1)), quota: .gibibytes(100))
        #expect(first.isOfQuota && first.forecast == nil && first.fullSoon == nil)
    }

    /// From the first measure on, and also where it does not grow.
    @Test func aQuotaThatIsUsedUpIsFullNow() {
        let room = VaultRoom(Self.counted([40]), quota: .gibibytes(30))
        #expect(room.isFull && room.fullSoon == .zero && room.free == .gibibytes(-10))
        #expect(room.latest?.usedShare == 1)
        let still = VaultRoom(
            Self.counted(Array(repeating: 40, count: 12)) { _ in 500 }, quota: .gibibytes(30))
        #expect(still.isOfQuota && still.fullSoon == .zero)
        #expect(still.forecast?.fullIn == .zero && still.forecast?.growthPerDay.bytes == 0)
    }

    @Test func theShareIsOfWhatIsThereInAll() {
        #expect(Self.measures([250])[0].usedShare == 0.75)
        #expect(Self.measures([250], total: nil)[0].usedShare == nil)
        #expect(Self.measures([0], total: 0)[0].usedShare == nil)
    }
}
