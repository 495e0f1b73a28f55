internal import Markup

/// How full a vault is.
struct Donut: View {
    /// From 0 to 1; nil where nobody knows.
    let share: Double?
    let figure: String
    var lines: [String] = []
    var status: Status?
    var isSmall = false

    /// The outline counts as a hundred, so that its radius does not matter.
    static func dash(of share: Double?) -> Double {
        guard let share, share.isFinite else { return 0 }
        return (min(max(share, 0), 1) * 100).rounded()
    }

    var body: Markup {
        div(.class("donut", isSmall ? "mini" : nil), status.map { .status($0) }) {
            svg(.viewBox(0, 0, 36, 36), .ariaHidden) {
                circle(.cx(18), .cy(18), .r(15.9))
                circle(
                    .class("d1"), .cx(18), .cy(18), .r(15.9), .pathLength(100),
                    .dash(Self.dash(of: share), gap: 100))
            }
            p {
                b { figure }
                for line in lines {
                    line
                    br()
                }
            }
        }
    }
}
