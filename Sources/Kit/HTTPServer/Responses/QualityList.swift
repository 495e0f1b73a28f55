/// A list of wishes with weights, as `Accept`, `Accept-Encoding` and `Accept-Language` are
/// (RFC 9110 section 12.4.2). What is not well formed is left out.
package struct QualityList: Sendable {
    /// More is not a wish but an attack.
    private static let membersMax = 32

    /// In the order they came, names in lower case; weights in thousandths.
    package let members: [(name: String, weight: Int)]

    package init(_ field: String) {
        members = field.split(separator: ",").prefix(Self.membersMax).compactMap { member in
            let parts = member.split(separator: ";").map { $0.trimmingBlanks.lowercased() }
            guard let name = parts.first, !name.isEmpty else { return nil }
            guard let quality = parts.dropFirst().first(where: { $0.hasPrefix("q=") }) else {
                return (name, 1000)
            }
            return Self.thousandths(quality.dropFirst(2)).map { (name, $0) }
        }
    }

    /// The weight of exactly that name.
    package func weight(named name: String) -> Int? {
        members.first { $0.name == name }?.weight
    }

    /// `0`, `0.5`, `1.000`: at most three digits after the point, at most one.
    private static func thousandths(_ text: Substring) -> Int? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, whole == "0" || whole == "1" else {
            return nil
        }
        let fraction = parts.count == 2 ? parts[1] : ""
        guard fraction.utf8.count <= 3, fraction.utf8.allSatisfy({ (48...57).contains($0) }),
            let digits = Int(fraction + String(repeating: "0", count: 3 - fraction.utf8.count))
        else { return nil }
        let value = (whole == "1" ? 1000 : 0) + digits
        return value <= 1000 ? value : nil
    }
}

/// Whether an answer may be sent in gzip.
package enum ContentCoding: Sendable {
    case identity, gzip

    /// Gzip where the client takes it and does not like plain bytes better.
    package static func chosen(by acceptEncoding: String?) -> ContentCoding {
        guard let acceptEncoding else { return .identity }
        let wishes = QualityList(acceptEncoding)
        let other = wishes.weight(named: "*")
        let gzip = wishes.weight(named: "gzip") ?? wishes.weight(named: "x-gzip") ?? other ?? 0
        // Plain bytes are always welcome unless refused by name; unnamed, they come last.
        let identity = wishes.weight(named: "identity") ?? 0
        return gzip > 0 && gzip >= identity ? .gzip : .identity
    }
}

/// The choice among the languages a program speaks.
package enum LanguagePreference {
    /// The one of `offered` (as `zh-CN`) that `Accept-Language` likes best, nil if none.
    /// `zh` matches `zh-CN`, and `zh-Hans-CN` or `zh-TW` match it rather than another language.
    package static func best(of offered: [String], for acceptLanguage: String?) -> String? {
        guard let acceptLanguage else { return nil }
        let wishes = QualityList(acceptLanguage).members
        var best: (language: String, weight: Int, closeness: Int)?
        for wish in wishes where wish.weight > 0 {
            for language in offered {
                let closeness = closeness(of: language.lowercased(), to: wish.name)
                guard closeness > 0 else { continue }
                let candidate = (language, wish.weight, closeness)
                // Earlier wins among equals, in their list and then in ours.
                if best.map({ ($0.weight, $0.closeness) < (wish.weight, closeness) }) ?? true {
                    best = candidate
                }
            }
        }
        return best?.language
    }

    private static func closeness(of language: String, to wish: String) -> Int {
        if language == wish { return 4 }
        if language.hasPrefix(wish + "-") || wish.hasPrefix(language + "-") { return 3 }
        if language.prefix(while: { $0 != "-" }) == wish.prefix(while: { $0 != "-" }) { return 2 }
        return wish == "*" ? 1 : 0
    }
}
