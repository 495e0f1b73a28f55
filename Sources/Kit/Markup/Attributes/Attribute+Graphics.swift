// SVG: shapes by attributes only, colours by class.

extension Attribute where Kind == HTML.Drawing {
    package static func viewBox(_ x: Double, _ y: Double, _ width: Double, _ height: Double)
        -> Attribute
    {
        Attribute("viewBox", [x, y, width, height].map(number).joined(separator: " "))
    }

    /// Stretches the drawing to its box, for sparklines.
    package static var stretched: Attribute { Attribute("preserveAspectRatio", "none") }
}

extension Attribute where Kind: GraphicKind {
    package static func x(_ value: Length) -> Attribute { Attribute("x", value.text) }
    package static func y(_ value: Length) -> Attribute { Attribute("y", value.text) }
    package static func x1(_ value: Length) -> Attribute { Attribute("x1", value.text) }
    package static func y1(_ value: Length) -> Attribute { Attribute("y1", value.text) }
    package static func x2(_ value: Length) -> Attribute { Attribute("x2", value.text) }
    package static func y2(_ value: Length) -> Attribute { Attribute("y2", value.text) }
    package static func cx(_ value: Length) -> Attribute { Attribute("cx", value.text) }
    package static func cy(_ value: Length) -> Attribute { Attribute("cy", value.text) }
    package static func r(_ value: Length) -> Attribute { Attribute("r", value.text) }
    package static func rx(_ value: Length) -> Attribute { Attribute("rx", value.text) }
    package static func ry(_ value: Length) -> Attribute { Attribute("ry", value.text) }
    package static func width(_ value: Length) -> Attribute { Attribute("width", value.text) }
    package static func height(_ value: Length) -> Attribute { Attribute("height", value.text) }
    /// Path commands; only letters, figures, signs and spaces have a meaning there.
    package static func d(_ path: String) -> Attribute { Attribute("d", path) }
    /// What the whole outline counts as, so that dashes are shares of it.
    package static func pathLength(_ length: Double) -> Attribute {
        Attribute("pathLength", number(length))
    }
    /// A dash and the gap behind it, in units of `pathLength` where that is set.
    package static func dash(_ dash: Double, gap: Double) -> Attribute {
        Attribute("stroke-dasharray", "\(Length(dash).text) \(Length(gap).text)")
    }
    package static func points(_ points: [(x: Double, y: Double)]) -> Attribute {
        let pairs = points.map { "\(Length($0.x).text),\(Length($0.y).text)" }
        return Attribute("points", pairs.joined(separator: " "))
    }
}

/// A length in a drawing: units of its view box, or a share of its width or height.
package struct Length: Sendable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    let text: String

    package init(_ value: Double) {
        text = Self.rounded(value)
    }

    package init(integerLiteral value: Int) {
        text = "\(value)"
    }

    package init(floatLiteral value: Double) {
        self.init(value)
    }

    private init(text: String) {
        self.text = text
    }

    package static func percent(_ value: Double) -> Length {
        Length(text: rounded(value) + "%")
    }

    /// Two decimals are finer than any screen, and keep charts small.
    private static func rounded(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        let hundredths = (value * 100).rounded()
        return Attribute<HTML.Plain>.number(hundredths / 100)
    }
}
