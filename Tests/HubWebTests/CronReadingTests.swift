import Cron
import Domain
import Testing

@testable import HubWeb

@Suite struct CronReadingTests {
    @Test(arguments: [
        ("0 2 * * *", "At 02:00, every day", "02:00，每天"),
        ("30 2 * * MON-FRI", "At 02:30, Monday to Friday", "02:30，周一至周五"),
        ("0 2 * * mon-sat", "At 02:00, Monday to Saturday", "02:00，周一至周六"),
        ("0 3 * * SUN", "At 03:00, every Sunday", "03:00，每周日"),
        ("0 * * * *", "Every hour", "每小时"), ("* * * * *", "Every minute", "每分钟"),
        ("*/15 * * * *", "Every 15 minutes", "每 15 分钟"),
        ("0 */6 * * *", "Every 6 hours", "每 6 小时"),
        ("5 * * * *", "5 min past every hour", "每小时的第 5 分钟"),
        ("0 6,18 * * *", "At 06:00 and 18:00, every day", "06:00和18:00，每天"),
        ("0 2 1 * *", "At 02:00, on day 1 of the month", "02:00，每月 1 日"),
        ("0 2 1 1 *", "At 02:00, on day 1 of the month, in January", "02:00，每月 1 日，在 1 月"),
        (
            "0 2 13 * FRI", "At 02:00, on day 13 of the month or every Friday",
            "02:00，每月 13 日或每周五"
        ),
        ("@daily", "At 00:00, every day", "00:00，每天"),
        ("@every 90m", "Every 1\u{a0}h\u{a0}30\u{a0}min", "每 1\u{a0}小时\u{a0}30\u{a0}分"),
    ])
    func expressionsAreSaidInWords(cron: String, english: String, chinese: String) throws {
        let expression = try CronExpression(cron)
        #expect(CronReading(language: .english).sentence(for: expression) == english)
        #expect(CronReading(language: .chinese).sentence(for: expression) == chinese)
    }
}
