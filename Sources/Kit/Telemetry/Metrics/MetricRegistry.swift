internal import Synchronization

/// All metrics of the process. Each is registered once, where it is used; a name twice traps.
package final class MetricRegistry: Sendable {
    /// Series in one family; see `MetricFamily.overflow`.
    package static let seriesMaxDefault = 1000

    private let families = Mutex<[String: any AnyMetricFamily]>([:])

    package init() {}

    package func counter(_ name: StaticString, _ help: StaticString) -> Counter {
        counters(name, help, labels: []).member([])
    }

    package func counters(
        _ name: StaticString, _ help: StaticString, labels: [StaticString],
        seriesMax: Int = MetricRegistry.seriesMaxDefault
    ) -> MetricFamily<Counter> {
        precondition("\(name)".hasSuffix("_total"), "the name of a counter ends in _total")
        return register(
            MetricFamily(name, help, labels: labels, seriesMax: seriesMax, settings: ()))
    }

    package func gauge(_ name: StaticString, _ help: StaticString) -> Gauge {
        gauges(name, help, labels: []).member([])
    }

    package func gauges(
        _ name: StaticString, _ help: StaticString, labels: [StaticString],
        seriesMax: Int = MetricRegistry.seriesMaxDefault
    ) -> MetricFamily<Gauge> {
        register(MetricFamily(name, help, labels: labels, seriesMax: seriesMax, settings: ()))
    }

    /// A gauge that `read` answers for at every scrape; it must not block.
    package func gauge(
        _ name: StaticString, _ help: StaticString, read: @escaping @Sendable () -> Double
    ) {
        register(MeasuredGauge(name, help, .gauge, read: read))
    }

    /// A counter that somebody else keeps.
    package func counter(
        _ name: StaticString, _ help: StaticString, read: @escaping @Sendable () -> Double
    ) {
        precondition("\(name)".hasSuffix("_total"), "the name of a counter ends in _total")
        register(MeasuredGauge(name, help, .counter, read: read))
    }

    package func histogram(
        _ name: StaticString, _ help: StaticString, bounds: [Double] = Histogram.seconds
    ) -> Histogram {
        histograms(name, help, labels: [], bounds: bounds).member([])
    }

    package func histograms(
        _ name: StaticString, _ help: StaticString, labels: [StaticString],
        bounds: [Double] = Histogram.seconds, seriesMax: Int = MetricRegistry.seriesMaxDefault
    ) -> MetricFamily<Histogram> {
        register(MetricFamily(name, help, labels: labels, seriesMax: seriesMax, settings: bounds))
    }

    /// Everything, in the order of names, as `MetricText.contentType`.
    package func exposition() -> [UInt8] {
        let families = families.withLock { Array($0.values) }
        var text = MetricText()
        for family in families.sorted(by: { $0.name < $1.name }) { family.write(to: &text) }
        return text.bytes
    }

    @discardableResult
    private func register<Family: AnyMetricFamily>(_ family: Family) -> Family {
        families.withLock { families in
            precondition(families[family.name] == nil, "\(family.name) is registered twice")
            families[family.name] = family
        }
        return family
    }
}
