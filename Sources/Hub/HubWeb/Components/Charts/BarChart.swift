internal import Markup

/// Amounts beside each other, as runs of an hour; those that failed stand on top in their colour.
struct BarChart: View {
    struct Bar: Hashable, Sendable {
        let good: Double
        var bad = 0.0
    }

    let bars: [Bar]
    let finding: String

    private static let width = 100.0
    private static let height = 28.0
    private static let gap = 0.35

    /// Where the parts of a bar lie: its left edge and width, and the tops and heights.
    struct Place: Hashable, Sendable {
        let x: Double
        let width: Double
        let goodHeight: Double
        let badHeight: Double
    }

    static func places(_ bars: [Bar], width: Double, height: Double) -> [Place] {
        let most = bars.map { $0.good + $0.bad }.max() ?? 0
        let step = width / Double(max(bars.count, 1))
        return bars.enumerated().map { index, bar in
            let scale = most > 0 ? height / most : 0
            return Place(
                x: Double(index) * step, width: step * (1 - gap), goodHeight: bar.good * scale,
                badHeight: bar.bad * scale)
        }
    }

    var body: Markup {
        svg(
            .class("spark"), .viewBox(0, 0, Self.width, Self.height), .stretched, .role("img"),
            .aria(.label, finding)
        ) {
            for place in Self.places(bars, width: Self.width, height: Self.height) {
                piece("c-bar", place, top: Self.height - place.goodHeight, place.goodHeight)
                piece(
                    "c-fail", place, top: Self.height - place.goodHeight - place.badHeight,
                    place.badHeight)
            }
        }
    }

    private func piece(
        _ look: String, _ place: Place, top: Double, _ height: Double
    ) -> Markup {
        guard height > 0 else { return Markup() }
        return rect(
            .class(look), .x(Length(place.x)), .y(Length(top)), .width(Length(place.width)),
            .height(Length(height)))
    }
}
