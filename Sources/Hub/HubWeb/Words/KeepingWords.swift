internal import Domain
internal import Values

/// How long things stay, and why.
struct KeepingWords: WordList {
    let language: Language

    private var sources: SourceWords { SourceWords(language: language) }

    var strip: String { say("Snapshots from oldest to newest", "从最旧到最新的快照") }

    private func letter(_ period: RetentionPeriod) -> String {
        switch period {
        case .last: say("L", "近")
        case .hourly: say("H", "时")
        case .daily: say("D", "日")
        case .weekly: say("W", "周")
        case .monthly: say("M", "月")
        case .yearly: say("Y", "年")
        }
    }

    /// Of the rule that keeps longest.
    func letter(_ reasons: [RetentionDecision.Reason]) -> String {
        if reasons.contains(.held) || reasons.contains(.pinned) { return say("P", "固") }
        let periods = reasons.compactMap { reason in
            if case .period(let period, _, _, _) = reason { period } else { nil }
        }
        let order = RetentionPeriod.allCases
        let longest = periods.max {
            order.firstIndex(of: $0) ?? 0 < order.firstIndex(of: $1) ?? 0
        }
        return longest.map { letter($0) } ?? "●"
    }

    var legend: [String] {
        RetentionPeriod.allCases.map { "\(letter($0)) \(sources.period($0))" } + [
            say("P pinned or held", "固 已固定或保留"), say("● for another reason", "● 其他原因"),
            say("– would go", "– 将被清理"),
        ]
    }

    func reasons(_ decision: RetentionDecision, _ figures: FigureWords) -> String {
        let texts = decision.reasons.map { reason($0, figures) }
        let list = texts.joined(separator: say(", ", "、"))
        return decision.isKept
            ? say("kept: \(list)", "保留：\(list)") : say("goes: \(list)", "清理：\(list)")
    }

    func reason(_ reason: RetentionDecision.Reason, _ figures: FigureWords) -> String {
        switch reason {
        case .held: say("held", "已保留")
        case .pinned: say("pinned", "已固定")
        case .younger(let age):
            say("younger than \(figures.span(age))", "不足 \(figures.span(age))")
        case .period(let period, let name, let number, let count):
            period == .last
                ? say("one of the last \(count)", "最近 \(count) 个之一")
                : say(
                    "\(sources.period(period).lowercased()) \(number) of \(count), for \(name)",
                    "\(sources.period(period))第 \(number)/\(count) 个（\(name)）")
        case .within(let span):
            say(
                "within \(figures.span(span)) of the latest",
                "距最新不超过 \(figures.span(span))")
        case .noRules: say("no rule says otherwise", "没有规则要求清理")
        case .notOlder(let age):
            say("not older than \(figures.span(age))", "未超过 \(figures.span(age))")
        case .lastGood: say("the last good one", "最后一个完好的快照")
        case .older(let age): say("older than \(figures.span(age))", "超过 \(figures.span(age))")
        case .noRuleKeepsIt: say("no rule keeps it", "没有规则保留它")
        case .damaged: say("damaged: no rule takes it", "已损坏：规则不会清理")
        }
    }

    /// Each rule with what it says; nothing where everything stays.
    func rules(_ rules: RetentionRules) -> [(name: String, text: String)] {
        guard !rules.isEmpty else { return [] }
        let figures = FigureWords(language: language)
        var facts = RetentionPeriod.allCases.compactMap { period in
            rules.counts[period].flatMap { count in
                count > 0
                    ? (name: sources.period(period), text: figures.count(count)) : nil
            }
        }
        if let within = rules.within {
            facts.append((sources.keepWithin, figures.span(within)))
        }
        if let age = rules.ageMin { facts.append((sources.keepYounger, figures.span(age))) }
        if let age = rules.ageMax { facts.append((sources.dropOlder, figures.span(age))) }
        return facts
    }

    func preset(_ preset: KeepPreset) -> String {
        switch preset {
        case .week: say("A week", "一周")
        case .usual: say("A year", "一年")
        case .years: say("Ten years", "十年")
        case .everything: say("Everything", "全部")
        }
    }
    func outlook(_ kept: String, _ made: String, _ reach: String) -> String {
        say(
            "After a year \(kept) of \(made) snapshots are there, the oldest \(reach) old.",
            "一年后，\(made) 个快照中保留 \(kept) 个，最旧的已有 \(reach)。")
    }
    func conflict(_ conflict: CadenceConflict, _ figures: FigureWords) -> String {
        switch conflict {
        case .neverMoreThanOne(let finer, let coarser):
            sources.conflict(sources.period(finer), sources.period(coarser))
        case .olderBeforeNext(let age, let interval):
            sources.conflictAge(figures.span(age), figures.span(interval))
        }
    }
}
