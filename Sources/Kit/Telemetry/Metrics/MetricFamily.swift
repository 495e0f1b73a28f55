internal import Synchronization

/// Metrics of one name that differ in the values of their labels.
///
/// Looking one up takes a lock; keep what you looked up where it is used often.
package final class MetricFamily<Member: Metric>: AnyMetricFamily {
    /// Series are never forgotten, so their number is bounded: what a stranger sends must not
    /// become labels without end. Beyond, every label is this.
    package static var overflow: String { "other" }

    package let name: String
    let help: String
    private let labelNames: [String]
    private let settings: Member.Settings
    private let seriesMax: Int
    private let members = Mutex<[[String]: Member]>([:])

    init(
        _ name: StaticString, _ help: StaticString, labels: [StaticString],
        seriesMax: Int, settings: Member.Settings
    ) {
        self.name = "\(name)"
        self.help = "\(help)"
        labelNames = labels.map { "\($0)" }
        self.settings = settings
        self.seriesMax = seriesMax
        precondition(MetricLabels.isName(self.name), "\(name) is no name of a metric")
        for label in labelNames {
            precondition(
                MetricLabels.isName(label) && label != "le" && !label.hasPrefix("__")
                    && !label.contains(":"), "\(label) is no name of a label")
        }
    }

    /// The one with these values, in the order of the family's labels. Made when first asked for.
    package func labelled(_ values: String...) -> Member {
        member(values)
    }

    func member(_ values: [String]) -> Member {
        precondition(values.count == labelNames.count, "\(name) has \(labelNames.count) labels")
        return members.withLock { members in
            if let member = members[values] { return member }
            let key =
                members.count < seriesMax
                ? values : [String](repeating: Self.overflow, count: values.count)
            if let member = members[key] { return member }
            let member = Member(settings)
            members[key] = member
            return member
        }
    }

    func write(to text: inout MetricText) {
        let members = members.withLock { $0 }
        text.head(name, help, Member.kind)
        for (values, member) in members.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let labels = MetricLabels(pairs: Array(zip(labelNames, values)))
            member.write(name, labels, to: &text)
        }
    }
}

/// A family in the registry.
protocol AnyMetricFamily: AnyObject, Sendable {
    var name: String { get }
    func write(to text: inout MetricText)
}

/// A gauge that is read when somebody asks.
final class MeasuredGauge: AnyMetricFamily {
    let name: String
    private let help: String
    private let kind: MetricKind
    private let read: @Sendable () -> Double

    init(
        _ name: StaticString, _ help: StaticString, _ kind: MetricKind,
        read: @escaping @Sendable () -> Double
    ) {
        self.name = "\(name)"
        self.help = "\(help)"
        self.kind = kind
        self.read = read
        precondition(MetricLabels.isName(self.name), "\(name) is no name of a metric")
    }

    func write(to text: inout MetricText) {
        text.head(name, help, kind)
        text.sample(name, MetricLabels(pairs: []), MetricText.number(read()))
    }
}
