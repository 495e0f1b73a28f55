import TestSupport
import Testing
import Values

@testable import Telemetry

@Suite struct MetricTests {
    @Test func theExpositionIsWrittenLineByLine() {
        let registry = MetricRegistry()
        let requests = registry.counters(
            "requests_total", "Requests\nanswered \\ so far.", labels: ["method", "path"])
        requests.labelled("GET", "/a\"b\\c\nd").add(2)
        requests.labelled("GET", "/").add()
        registry.gauge("agents_online", "Agents that are connected.").set(1.5)
        let wait = registry.histogram("wait_seconds", "Time waited.", bounds: [0.5, 2])
        for value in [0.5, 0.6, 3, 3] { wait.observe(value) }
        wait.observe(.milliseconds(250))
        registry.gauge("answer", "Read at every scrape.") { 42 }
        #expect(
            String(decoding: registry.exposition(), as: UTF8.self) == #"""
                # HELP agents_online Agents that are connected.
                # TYPE agents_online gauge
                agents_online 1.5
                # HELP answer Read at every scrape.
                # TYPE answer gauge
                answer 42
                # HELP requests_total Requests\nanswered \\ so far.
                # TYPE requests_total counter
                requests_total{method="GET",path="/"} 1
                requests_total{method="GET",path="/a\"b\\c\nd"} 2
                # HELP wait_seconds Time waited.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{le="0.5"} 2
                wait_seconds_bucket{le="2"} 3
                wait_seconds_bucket{le="+Inf"} 5
                wait_seconds_sum 7.35
                wait_seconds_count 5

                """#)
    }

    @Test func prometheusAcceptsWhatWeExpose() async throws {
        let registry = MetricRegistry()
        registry.registerProcess(startedAt: Timestamp(seconds: 1_763_696_789))
        let runs = registry.histograms(
            "run_duration_seconds", "How long runs took.", labels: ["kind"],
            bounds: Histogram.longSeconds)
        for kind in ["backup", "a\"\\\n{}=,é漢🙂\u{0}"] { runs.labelled(kind).observe(7) }
        registry.counters("log_lines_total", "Lines.", labels: ["level"]).labelled("info").add()
        registry.gauge("odd_values", "A gauge.").set(-.infinity)
        let text = registry.exposition()
        let outcome = try await runProgram("promtool", ["check", "metrics"], input: text)
        #expect(outcome.status == 0, "\(outcome.text)\(outcome.errorText)")
        #expect(outcome.text + outcome.errorText == "")

        // The judge has to be awake.
        let broken = try await runProgram(
            "promtool", ["check", "metrics"], input: text + Array("a{b=c} 1\n".utf8))
        #expect(broken.status != 0)
    }

    @Test func nothingIsLostBetweenThreads() async {
        let registry = MetricRegistry()
        let counts = registry.counters("events_total", "Events.", labels: ["kind"])
        let level = registry.gauge("level", "Level.")
        let sizes = registry.histogram("sizes", "Sizes.", bounds: [1])
        await withDiscardingTaskGroup { group in
            for task in 0..<8 {
                group.addTask {
                    for _ in 0..<5000 {
                        counts.labelled("\(task % 2)").add()
                        level.add(0.5)
                        sizes.observe(Double(task % 2) * 2)
                    }
                }
            }
        }
        #expect(counts.labelled("0").value == 20_000)
        #expect(counts.labelled("1").value == 20_000)
        #expect(level.value == 20_000)
        let text = String(decoding: registry.exposition(), as: UTF8.self)
        #expect(text.contains("sizes_bucket{le=\"1\"} 20000\n"))
        #expect(text.contains("sizes_sum 40000\n"))
    }

    @Test func labelsWithoutEndEndInOneSeries() {
        let registry = MetricRegistry()
        let family = registry.counters("odd_total", "Odd.", labels: ["who"], seriesMax: 3)
        for number in 0..<100 { family.labelled("\(number)").add() }
        family.labelled("1").add()
        #expect(family.labelled("1").value == 2)
        #expect(family.labelled(MetricFamily<Counter>.overflow).value == 97)
        let lines = String(decoding: registry.exposition(), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 2 + 3 + 1)
    }

    @Test func wrongDeclarationsTrap() async {
        await #expect(processExitsWith: .failure) {
            let registry = MetricRegistry()
            _ = registry.gauge("twice", "")
            _ = registry.gauge("twice", "")
        }
        await #expect(processExitsWith: .failure) {
            _ = MetricRegistry().gauge("9lives", "")
        }
        await #expect(processExitsWith: .failure) {
            _ = MetricRegistry().histograms("h", "", labels: ["le"])
        }
        await #expect(processExitsWith: .failure) {
            _ = MetricRegistry().counter("without_suffix", "")
        }
    }
}
