internal import Domain
internal import Markup

/// How many of the latest of each kind of period stay: a field for each.
struct KeepFields: View {
    let words: SourceWords
    let values: FormValues
    let trouble: FormTrouble

    static func name(_ period: RetentionPeriod) -> String { "keep_\(period.rawValue)" }

    /// How each field is called.
    static func titles(_ words: SourceWords) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: RetentionPeriod.allCases.map { (name($0), words.period($0)) })
    }

    var body: Markup {
        div(.class("numbers")) {
            for period in RetentionPeriod.allCases {
                let field = Self.name(period)
                TextField(
                    name: field, label: words.period(period), value: values[field],
                    error: trouble[field], optional: "", mode: .numeric)
            }
        }
    }
}

extension FormValues {
    /// What the fields begin with.
    mutating func setKept(_ rules: RetentionRules) {
        for (period, count) in rules.counts where count > 0 {
            self[KeepFields.name(period)] = "\(count)"
        }
    }

    /// What was typed, with the rest of the rules as it was.
    func kept(
        instead old: RetentionRules, _ trouble: inout FormTrouble, _ words: SourceWords
    ) -> RetentionRules {
        var rules = old
        for period in RetentionPeriod.allCases {
            let field = KeepFields.name(period)
            let text = String(self[field].trimmingBlanks)
            guard !text.isEmpty else {
                rules.counts[period] = nil
                continue
            }
            guard let count = Int(text), Fields.keepCount.violations(of: count).isEmpty else {
                trouble.add(words.notWhole(text), to: field)
                continue
            }
            rules.counts[period] = count
        }
        return rules
    }
}
