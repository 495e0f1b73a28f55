internal import Synchronization

/// Something that is measured while the process runs. Updating one is an atomic operation or two.
package protocol Metric: AnyObject, Sendable {
    /// As the exposition format calls it.
    static var kind: MetricKind { get }
    /// What a family needs to make one.
    associatedtype Settings: Sendable
    init(_ settings: Settings)
    func write(_ name: String, _ labels: MetricLabels, to text: inout MetricText)
}

package enum MetricKind: String, Sendable {
    case counter, gauge, histogram
}

/// Only ever grows.
package final class Counter: Metric {
    package static let kind = MetricKind.counter
    private let count = Atomic<UInt64>(0)

    package init(_: Void = ()) {}

    package var value: UInt64 { count.load(ordering: .relaxed) }

    package func add(_ amount: UInt64 = 1) {
        count.wrappingAdd(amount, ordering: .relaxed)
    }

    package func write(_ name: String, _ labels: MetricLabels, to text: inout MetricText) {
        text.sample(name, labels, "\(value)")
    }
}

/// Goes up and down.
package final class Gauge: Metric {
    package static let kind = MetricKind.gauge
    private let number = AtomicNumber()

    package init(_: Void = ()) {}

    package var value: Double { number.value }
    package func set(_ value: Double) { number.set(value) }
    package func add(_ amount: Double) { number.add(amount) }

    package func write(_ name: String, _ labels: MetricLabels, to text: inout MetricText) {
        text.sample(name, labels, MetricText.number(value))
    }
}

/// How often a measured value was how large.
package final class Histogram: Metric {
    package static let kind = MetricKind.histogram

    /// Upper bounds in seconds, for what a person waits for.
    package static let seconds: [Double] = [
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]
    /// Upper bounds in seconds, for what runs by itself: a second to a day.
    package static let longSeconds: [Double] = [
        1, 5, 15, 60, 300, 900, 3600, 4 * 3600, 12 * 3600, 24 * 3600,
    ]

    private let bounds: [Double]
    /// One for each bound and one for what is above all; atomics cannot stand in an array.
    private let buckets: [Counter]
    private let sum = AtomicNumber()

    package init(_ bounds: [Double]) {
        precondition(
            !bounds.isEmpty && zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }
                && bounds.allSatisfy(\.isFinite), "bounds rise, and infinity comes by itself")
        self.bounds = bounds
        buckets = (0...bounds.count).map { _ in Counter() }
    }

    package func observe(_ value: Double) {
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        buckets[index].add()
        sum.add(value)
    }

    package func observe(_ span: Duration) {
        let (seconds, attoseconds) = span.components
        observe(Double(seconds) + Double(attoseconds) * 1e-18)
    }

    package func write(_ name: String, _ labels: MetricLabels, to text: inout MetricText) {
        var total: UInt64 = 0
        for (index, bucket) in buckets.enumerated() {
            total += bucket.value
            let bound = index < bounds.count ? MetricText.number(bounds[index]) : "+Inf"
            text.sample(name + "_bucket", labels.adding("le", bound), "\(total)")
        }
        text.sample(name + "_sum", labels, MetricText.number(sum.value))
        text.sample(name + "_count", labels, "\(total)")
    }
}

/// A double that many threads may change at once.
final class AtomicNumber: Sendable {
    private let bits = Atomic<UInt64>(0)

    var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func set(_ value: Double) {
        bits.store(value.bitPattern, ordering: .relaxed)
    }

    func add(_ amount: Double) {
        var old = bits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let (exchanged, original) = bits.weakCompareExchange(
                expected: old, desired: new, ordering: .relaxed)
            if exchanged { return }
            old = original
        }
    }
}
