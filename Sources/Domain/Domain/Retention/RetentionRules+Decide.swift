package import Values

extension RetentionRules {
    /// Decides about all snapshots of one source in one vault, the latest first.
    /// - Parameter localDate: Reads a moment in the zone whose days and weeks are meant.
    package func decide(
        _ candidates: [RetentionCandidate], now: Timestamp,
        localDate: (Timestamp) -> CalendarDate
    ) -> [RetentionDecision] {
        let ordered = candidates.sorted { ($0.time, $0.id) > ($1.time, $1.id) }
        let good = ordered.filter(\.isGood)
        let wanted = wantedByRules(good, localDate: localDate)
        let lastGood = good.first?.id
        return ordered.map { candidate in
            var reasons = reasonsToKeep(candidate, now: now)
            reasons += wanted[candidate.id] ?? []
            if reasons.isEmpty, candidate.id == lastGood { reasons = [.lastGood] }
            return RetentionDecision(
                candidate: candidate, isKept: !reasons.isEmpty,
                reasons: reasons.isEmpty ? [reasonToGo(candidate, now: now)] : reasons)
        }
    }

    private func reasonsToKeep(
        _ candidate: RetentionCandidate, now: Timestamp
    ) -> [RetentionDecision.Reason] {
        var reasons: [RetentionDecision.Reason] = []
        if candidate.isHeld { reasons.append(.held) }
        if candidate.isPinned { reasons.append(.pinned) }
        // No rule knows what a snapshot is worth that cannot be read now: the key of its source may
        // be mislaid, or whoever read it older than what it read. It goes when a person says so.
        guard candidate.isGood else { return reasons + [.damaged] }
        let age = now - candidate.time
        if let ageMin, age < ageMin { reasons.append(.younger(than: ageMin)) }
        if !hasKeepRules {
            if let ageMax {
                if age <= ageMax { reasons.append(.notOlder(than: ageMax)) }
            } else {
                reasons.append(.noRules)
            }
        }
        return reasons
    }

    private func reasonToGo(
        _ candidate: RetentionCandidate, now: Timestamp
    ) -> RetentionDecision.Reason {
        if let ageMax, now - candidate.time > ageMax { return .older(than: ageMax) }
        return .noRuleKeepsIt
    }

    private func wantedByRules(
        _ good: [RetentionCandidate], localDate: (Timestamp) -> CalendarDate
    ) -> [String: [RetentionDecision.Reason]] {
        var wanted: [String: [RetentionDecision.Reason]] = [:]
        let dates = good.map { localDate($0.time) }
        for period in RetentionPeriod.allCases {
            guard let count = counts[period], count > 0 else { continue }
            var latestName: String?
            var number = 0
            for (candidate, date) in zip(good, dates) {
                let name = period.name(of: date, at: candidate.time)
                // Two snapshots of one moment are still two.
                if period != .last, name == latestName { continue }
                number += 1
                guard number <= count else { break }
                latestName = name
                wanted[candidate.id, default: []].append(
                    .period(period, name: name, number: number, of: count))
            }
        }
        if let within, let latest = dates.first {
            let start = within.before(latest).secondsSince1970
            for (candidate, date) in zip(good, dates) where date.secondsSince1970 >= start {
                wanted[candidate.id, default: []].append(.within(within))
            }
        }
        return wanted
    }
}
