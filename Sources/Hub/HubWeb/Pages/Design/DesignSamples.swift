internal import Domain
internal import Markup

/// Charts with values of their own.
struct DesignCharts: View {
    let inside: Inside

    private var days: [ActivityCalendar.Day] {
        (0..<182).map { index in
            ActivityCalendar.Day(
                date: "day \(index + 1)", runs: (index * 7) % 23, warned: index == 80 ? 1 : 0,
                failed: index == 120 ? 1 : 0)
        }
    }

    var body: Markup {
        Panel("Charts", id: "charts") {
            AreaChart(
                values: (0..<30).map { 3.9 + Double($0) * 0.08 },
                finding: "Stored bytes rise from 3.9 to 6.2 TiB.",
                times: ["21 Aug", "30 Sep", "19 Nov"]
            ) { "\(Int($0))" }
            div(.class("row")) {
                Donut(share: 0.41, figure: "41 %", lines: ["3.28 TiB", "of 8 TiB"])
                Donut(share: 0.88, figure: "88 %", status: .warn, isSmall: true)
            }
            BarChart(
                bars: (0..<12).map { .init(good: Double(8 + $0 % 4), bad: $0 == 11 ? 3 : 0) },
                finding: "Runs in twelve hours, three of the last hour failed.")
            ActivityCalendar(
                days: days,
                months: [
                    (0, "Jun"), (5, "Jul"), (9, "Aug"), (13, "Sep"), (18, "Oct"), (22, "Nov"),
                ],
                weekdays: ["Mon", "Wed", "Fri"],
                finding: "Runs per day over 26 weeks. One day had a failure, one a warning.")
        }
    }
}

/// A table with names that are hard to place.
struct DesignTable: View {
    let inside: Inside

    private struct Sample {
        let name: String
        let host: String
        let status: Status
        let word: String
        let size: String
    }

    private static let samples = [
        Sample(
            name: "uploads", host: "media-fra-01", status: .ok, word: "Good", size: "2.1 TiB"),
        Sample(
            name:
                "customer-database-of-the-former-subsidiary-in-liquidation-please-do-not-remove",
            host: "pg-main-01", status: .warn, word: "Warned", size: "88 GiB"),
        Sample(
            name: "会计档案（二〇二六年度）", host: "fileserver-hq", status: .queued, word: "Queued",
            size: "12 GiB"),
        Sample(
            name: "النسخ الاحتياطي اليومي (2026)", host: "خادم-الرياض", status: .fail,
            word: "Failed", size: "640 MiB"),
    ]

    var body: Markup {
        Panel(
            "Table", id: "table", note: "The whole row opens the row. Narrow, each row is a card.",
            isPadded: false
        ) {
            Table(
                caption: "Example of a table", rows: Self.samples, title: "Source",
                name: { RowName(name: $0.name, url: "#table", detail: $0.host).body },
                columns: [
                    .init("Verdict", .lead) { StatusWord(status: $0.status, word: $0.word).body },
                    .init("Labels", .spareWhole) { _ in
                        Labels(labels: ["site": "north", "role": "db"]).body
                    },
                    .init("Size", .number) { Markup($0.size) },
                ])
        }
    }
}
