internal import Domain
internal import Markup
internal import Values

/// What retention makes of snapshots, from the oldest to the newest: kept ones with the letter of
/// their rule, those that would go as gaps.
struct RetentionStrip: View {
    /// One snapshot, and what becomes of it.
    struct Mark: Sendable {
        let decision: RetentionDecision
        var size: ByteCount?
    }

    let words: Words
    /// The newest first.
    let marks: [Mark]

    var body: Markup {
        ol(.class("keep"), .aria(.label, words.keeping.strip)) {
            for mark in marks.reversed() { cell(mark) }
        }
        legendLine
    }

    private func cell(_ mark: Mark) -> Markup {
        let decision = mark.decision
        let letter = decision.isKept ? words.keeping.letter(decision.reasons) : "–"
        let isPinned = decision.reasons.contains { $0 == .pinned || $0 == .held }
        let day = RetentionStrip.day(decision.candidate.time)
        let reasons = words.keeping.reasons(decision, words.figures)
        let size = mark.size.map { ", \(words.figures.size($0))" } ?? ""
        return li(
            .class(!decision.isKept ? "goes" : isPinned ? "pinned" : nil),
            .title("\(day): \(reasons)\(size)")
        ) {
            span(.ariaHidden) { letter }
            span(.class("sr")) { "\(day): \(reasons)" }
        }
    }

    static func day(_ time: Timestamp) -> String {
        let date = CalendarDate(secondsSince1970: time.seconds)
        return "\(date.year)-\(date.month.padded(to: 2))-\(date.day.padded(to: 2))"
    }

    private var legendLine: Markup {
        ul(.class("legend")) {
            for entry in words.keeping.legend { li { entry } }
        }
    }
}
