internal import Markup

/// How an amount went over time.
struct AreaChart: View {
    let values: [Double]
    /// The finding in a sentence, for those who do not see the drawing; also written below it.
    let finding: String
    /// Beside the first, the last and some between: dates or times.
    let times: [String]
    var unit = 10.0
    /// How a value is written.
    let format: (Double) -> String

    private static let width = 600.0
    private static let height = 160.0

    private var scale: ChartScale { ChartScale(for: values, unit: unit) }

    /// The points of the course, from left to right.
    static func points(
        _ values: [Double], _ scale: ChartScale, width: Double, height: Double
    ) -> [(x: Double, y: Double)] {
        values.enumerated().map { index, value in
            let x = values.count > 1 ? width * Double(index) / Double(values.count - 1) : width / 2
            return (x, height - scale.height(of: value) * height)
        }
    }

    var body: Markup {
        figure(.class("chart")) {
            div(.class("y"), .ariaHidden) {
                for mark in scale.marks { span { format(mark) } }
            }
            svg(
                .viewBox(0, 0, Self.width, Self.height), .stretched, .role("img"),
                .aria(.label, finding)
            ) { drawing }
            div(.class("x"), .ariaHidden) {
                for time in times { span { time } }
            }
            figcaption { finding }
        }
    }

    @MarkupBuilder private var drawing: Markup {
        let points = Self.points(values, scale, width: Self.width, height: Self.height)
        for step in 0...scale.steps {
            let y = Length(Self.height * Double(step) / Double(scale.steps))
            line(.class("c-grid"), .x1(0), .x2(Length(Self.width)), .y1(y), .y2(y))
        }
        if points.count > 1 {
            polygon(
                .class("c-area"),
                .points([(0, Self.height)] + points + [(Self.width, Self.height)]))
            polyline(.class("c-line"), .points(points))
        }
    }
}
