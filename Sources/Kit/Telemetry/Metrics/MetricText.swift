/// The text that Prometheus scrapes, exposition format 0.0.4.
package struct MetricText: Sendable {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var bytes: [UInt8] = []

    init() {}

    mutating func head(_ name: String, _ help: String, _ kind: MetricKind) {
        line("# HELP \(name) \(Self.escape(help, quotes: false))")
        line("# TYPE \(name) \(kind.rawValue)")
    }

    package mutating func sample(_ name: String, _ labels: MetricLabels, _ value: String) {
        line("\(name)\(labels.text) \(value)")
    }

    private mutating func line(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        bytes.append(UInt8(ascii: "\n"))
    }

    package static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }

    static func escape(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

/// The labels of one series.
package struct MetricLabels: Sendable {
    let pairs: [(name: String, value: String)]

    func adding(_ name: String, _ value: String) -> MetricLabels {
        MetricLabels(pairs: pairs + [(name, value)])
    }

    var text: String {
        guard !pairs.isEmpty else { return "" }
        let members = pairs.map { "\($0.name)=\"\(MetricText.escape($0.value, quotes: true))\"" }
        return "{\(members.joined(separator: ","))}"
    }

    static func isName(_ text: String) -> Bool {
        let first = text.utf8.first ?? 0
        return !text.isEmpty && !(48...57).contains(first)
            && text.utf8.allSatisfy {
                (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0)
                    || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ":")
            }
    }
}
