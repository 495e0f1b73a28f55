internal import Markup

/// A course in the space of a word. It supports a figure beside it and says nothing alone, so it is
/// hidden from those who do not see it.
struct Sparkline: View {
    let values: [Double]

    private static let width = 100.0
    private static let height = 28.0
    /// The line is drawn inside, or half of it would be cut off.
    private static let inset = 2.0

    /// The outline of a course as commands of a path; empty where there is none.
    static func outline(
        of values: [Double], width: Double, height: Double, inset: Double
    ) -> String {
        let values = values.map { $0.isFinite ? $0 : 0 }
        guard values.count > 1, let least = values.min(), let most = values.max() else { return "" }
        let span = most - least
        let points = values.enumerated().map { index, value in
            let x = width * Double(index) / Double(values.count - 1)
            let share = span > 0 ? (value - least) / span : 0.5
            return
                "\(Self.rounded(x)) \(Self.rounded(height - inset - share * (height - 2 * inset)))"
        }
        return "M" + points.joined(separator: " ")
    }

    private static func rounded(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
    }

    var body: Markup {
        svg(
            .class("spark"), .viewBox(0, 0, Self.width, Self.height), .stretched, .ariaHidden
        ) {
            path(
                .d(
                    Self.outline(
                        of: values, width: Self.width, height: Self.height, inset: Self.inset)))
        }
    }
}
