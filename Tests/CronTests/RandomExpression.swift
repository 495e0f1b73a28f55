import TestSupport

@testable import Cron

extension CronExpression {
    /// Any expression that fires, in the spellings that other programs read too.
    static func random(
        using random: inout SeededGenerator, namesAllowed: Bool = true
    ) -> CronExpression {
        while true {
            let fields = CronField.Place.allCases.map {
                field($0, namesAllowed: namesAllowed, &random)
            }
            // What never fires is refused, and tried again.
            if let expression = try? CronExpression(fields.joined(separator: " ")) {
                return expression
            }
        }
    }

    private static func field(
        _ place: CronField.Place, namesAllowed: Bool, _ random: inout SeededGenerator
    ) -> String {
        if Int.random(in: 0..<3, using: &random) == 0 { return "*" }
        let count = [1, 1, 1, 2, 3].randomElement(using: &random) ?? 1
        return (0..<count).map { part(place, isFirst: $0 == 0, namesAllowed, &random) }
            .joined(separator: ",")
    }

    private static func part(
        _ place: CronField.Place, isFirst: Bool, _ namesAllowed: Bool,
        _ random: inout SeededGenerator
    ) -> String {
        let range = place == .dayOfWeek ? 0...6 : place.range
        let step = Int.random(in: 1...(range.upperBound - range.lowerBound), using: &random)
        let ends = [Int.random(in: range, using: &random), Int.random(in: range, using: &random)]
            .sorted()
        switch Int.random(in: 0..<5, using: &random) {
        // croniter looks for a star anywhere in a day field, Vixie cron in front of it.
        case 0 where isFirst: return "*/\(step)"
        // croniter takes a range of one value for all values.
        case 1 where ends[0] == ends[1], 2 where ends[0] == ends[1]: return "\(ends[0])"
        case 1: return "\(ends[0])-\(ends[1])"
        case 2: return "\(ends[0])-\(ends[1])/\(step)"
        default:
            guard namesAllowed, Bool.random(using: &random), !place.names.words.isEmpty else {
                return "\(ends[0])"
            }
            return place.names.words[ends[0] - place.names.first].lowercased()
        }
    }
}
