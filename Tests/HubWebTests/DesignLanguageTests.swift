import Testing

@testable import HubWeb

@Suite struct DesignLanguageTests {
    /// Colours as the style sheet has them, light and dark.
    struct Tokens {
        private var colours: [String: (light: Colour, dark: Colour)] = [:]

        init(_ sheet: String) {
            for line in sheet.split(whereSeparator: { $0 == "\n" || $0 == ";" }) {
                guard let start = line.firstRange(of: ": light-dark(#"),
                    let name = line[..<start.lowerBound].split(separator: "--").last
                else { continue }
                let values = line[start.upperBound...].prefix { $0 != ")" }.split(separator: ",")
                let colours = values.map { Colour($0.filter { $0 != "#" && $0 != " " }) }
                guard colours.count == 2, let light = colours[0], let dark = colours[1] else {
                    continue
                }
                self.colours[String(name)] = (light, dark)
            }
        }

        func contrast(_ one: String, on other: String) -> (light: Double, dark: Double) {
            guard let a = colours[one], let b = colours[other] else { return (0, 0) }
            return (a.light.contrast(with: b.light), a.dark.contrast(with: b.dark))
        }
    }

    /// WCAG 2.2's relative luminance.
    struct Colour {
        let luminance: Double

        init?(_ hex: String) {
            guard hex.count == 6, let number = Int(hex, radix: 16) else { return nil }
            let red = Self.linear(number >> 16 & 0xFF)
            let green = Self.linear(number >> 8 & 0xFF)
            let blue = Self.linear(number & 0xFF)
            luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        }

        func contrast(with other: Colour) -> Double {
            let pair = [luminance, other.luminance].sorted()
            return (pair[1] + 0.05) / (pair[0] + 0.05)
        }

        private static func linear(_ byte: Int) -> Double {
            let part = Double(byte) / 255
            return part <= 0.04045 ? part / 12.92 : power((part + 0.055) / 1.055)
        }

        /// To the power of 2.4: the fifth root of the twelfth power.
        private static func power(_ base: Double) -> Double {
            let target = (0..<12).reduce(1.0) { product, _ in product * base }
            var root = 1.0
            for _ in 0..<60 {
                let fourth = root * root * root * root
                root -= (fourth * root - target) / (5 * fourth)
            }
            return root
        }
    }

    @Test func wordsAndShapesStandOutFromTheirGround() async throws {
        try await SiteFixture.with { site in
            _ = try await site.newHub()
            var browser = Browser(site)
            try await browser.get("/setup")
            let sheet = try #require(
                browser.page.between("<link rel=\"stylesheet\" href=\"", "\""))
            try await browser.get(sheet)
            let tokens = Tokens(browser.page.text)
            var pairs: [(String, String, Double)] = []
            for status in ["ok", "warn", "fail", "run", "queue", "stale", "void"] {
                pairs.append((status, "surface", 3))
                pairs.append((status, "\(status)-soft", 3))
                pairs.append(("\(status)-ink", "\(status)-soft", 4.5))
                pairs.append(("\(status)-ink", "surface", 4.5))
            }
            for ground in ["page", "side", "surface", "sunken", "raised", "hover"] {
                for ink in ["ink", "ink-2", "ink-3", "accent"] { pairs.append((ink, ground, 4.5)) }
                pairs.append(("focus", ground, 3))
            }
            pairs += [
                ("on-accent", "accent", 4.5), ("on-accent", "accent-hover", 4.5),
                ("accent-hover", "accent-soft", 4.5), ("control-line", "surface", 3),
                ("ink-2", "void-soft", 4.5), ("data-1", "surface", 3),
            ]
            for (one, other, least) in pairs {
                let contrast = tokens.contrast(one, on: other)
                #expect(contrast.light >= least, "\(one) on \(other), light")
                #expect(contrast.dark >= least, "\(one) on \(other), dark")
            }
            let black = try #require(Colour("000000"))
            #expect(Colour("ffffff")?.contrast(with: black) == 21)
        }
    }

    @Test func everyIconOfTheSpriteIsOnTheLivingPage() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            try await owner.get("/design")
            let page = owner.page.text
            let sprite = try #require(owner.page.between("<use href=\"", "#"))
            try await owner.get(sprite)
            let symbols = owner.page.text.ranges(of: "<symbol id=\"").map { range in
                String(owner.page.text[range.upperBound...].prefix { $0 != "\"" })
            }
            #expect(symbols.count == 61)
            for symbol in symbols { #expect(page.contains("#\(symbol)\""), "\(symbol)") }
        }
    }
}
