internal import Domain
internal import Markup
internal import Values

/// What stays: how many of the latest of each kind of period, and three spans of time.
struct KeepFields: View {
    let words: SourceWords
    let values: FormValues
    let trouble: FormTrouble

    static let prefix = "keep_"
    static let within = "keep_within"
    static let ageMin = "keep_age_min"
    static let ageMax = "keep_age_max"

    static func name(_ period: RetentionPeriod) -> String { "\(prefix)\(period.rawValue)" }

    /// How each field is called.
    static func titles(_ words: SourceWords) -> [String: String] {
        let periods = RetentionPeriod.allCases.map { (name($0), words.period($0)) }
        return Dictionary(uniqueKeysWithValues: periods).merging([
            within: words.keepWithin, ageMin: words.keepYounger, ageMax: words.dropOlder,
        ]) { $1 }
    }

    @MarkupBuilder var body: Markup {
        div(.class("numbers")) {
            for period in RetentionPeriod.allCases {
                let field = Self.name(period)
                TextField(
                    name: field, label: words.period(period), value: values[field],
                    error: trouble[field], optional: "", mode: .numeric)
            }
        }
        div(.class("numbers")) {
            span(Self.within, words.keepWithin, words.keepWithinHint)
            span(Self.ageMin, words.keepYounger, words.keepYoungerHint)
            span(Self.ageMax, words.dropOlder, words.dropOlderHint)
        }
    }

    private func span(_ field: String, _ title: String, _ hint: String) -> Markup {
        TextField(
            name: field, label: title, hint: hint, value: values[field], error: trouble[field],
            optional: "", isCode: true
        ).body
    }
}

extension FormValues {
    /// What the fields begin with.
    mutating func setKept(_ rules: RetentionRules) {
        for (period, count) in rules.counts where count > 0 {
            self[KeepFields.name(period)] = "\(count)"
        }
        if let within = rules.within { self[KeepFields.within] = "\(within)" }
        if let age = rules.ageMin { self[KeepFields.ageMin] = age.spelled }
        if let age = rules.ageMax { self[KeepFields.ageMax] = age.spelled }
    }

    mutating func clearKept() {
        for item in items where item.name.hasPrefix(KeepFields.prefix) { remove(item.name) }
    }

    /// What was typed; of the counts one that was none stays so.
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
        rules.within = read(KeepFields.within, &trouble, words.noSpan) { CalendarSpan($0) }
        rules.ageMin = read(KeepFields.ageMin, &trouble, words.noAge) { Duration(spelled: $0) }
        rules.ageMax = read(KeepFields.ageMax, &trouble, words.noAge) { Duration(spelled: $0) }
        return rules
    }

    private func read<Value>(
        _ field: String, _ trouble: inout FormTrouble, _ sentence: (String) -> String,
        _ parse: (String) -> Value?
    ) -> Value? {
        let text = String(self[field].trimmingBlanks)
        guard !text.isEmpty else { return nil }
        let value = parse(text)
        if value == nil { trouble.add(sentence(text), to: field) }
        return value
    }
}

extension Duration {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1000),
        ("ms", 1),
    ]
    /// A thousand years, as everywhere.
    private static let agesMax = Duration.seconds(1000 * 366 * 86_400)

    /// As in `30d12h`; `init(spelled:)` reads it back.
    fileprivate var spelled: String {
        var rest = milliseconds
        var text = ""
        for unit in Self.units.dropFirst() where rest >= unit.milliseconds {
            text += "\(rest / unit.milliseconds)\(unit.name)"
            rest %= unit.milliseconds
        }
        return text.isEmpty ? "0h" : text
    }

    /// Whole numbers with units, the larger first, each once.
    fileprivate init?(spelled text: String) {
        var units = Self.units[...]
        var rest = Substring(text)
        var sum: Int64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            let name = rest.dropFirst(digits.count).prefix { !("0"..."9").contains($0) }
            guard digits.count <= 9, let count = Int64(digits),
                let index = units.firstIndex(where: { $0.name == name })
            else { return nil }
            let (part, isTooMuch) = count.multipliedReportingOverflow(
                by: units[index].milliseconds)
            guard !isTooMuch, part <= Self.agesMax.milliseconds else { return nil }
            sum += part
            units = units[(index + 1)...]
            rest = rest.dropFirst(digits.count + name.count)
        }
        guard sum <= Self.agesMax.milliseconds else { return nil }
        self = .milliseconds(sum)
    }
}
