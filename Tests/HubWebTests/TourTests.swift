import HTTPServer
import TestSupport
import Testing

/// The tour in docs/user/tour.md, whose pictures `make tour` takes.
@Suite struct TourTests {
    private static let folder = "docs/user/"
    private static let mark = "<!-- tour: "

    private struct Picture {
        let page: String
        let file: String
    }

    /// Of each comment that names a page, and the line with the picture that follows.
    private static func pictures() throws -> [Picture] {
        let bytes = try #require(WorkingTree.bytes(of: folder + "tour.md"))
        let lines = String(decoding: bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        return try lines.indices.filter { lines[$0].hasPrefix(mark) }.map { index in
            let page = try #require(lines[index].split(separator: " ").dropFirst(3).first)
            let link = try #require(lines[index + 1].split(separator: "](").last)
            return Picture(
                page: String(page.prefix { $0 != "?" }), file: String(link.dropLast()))
        }
    }

    @Test func itsPagesAreThere() async throws {
        let pictures = try Self.pictures()
        #expect(pictures.count > 10)
        try await SiteFixture.with { site in
            let pages = Set(
                site.routes.filter { $0.method == .get }.map {
                    Self.shape(of: $0.pattern.description)
                })
            for picture in pictures {
                #expect(pages.contains(Self.shape(of: picture.page)), "\(picture.page)")
            }
        }
    }

    /// No picture is kept that is not shown, and none is large.
    @Test func itsPicturesAreThoseThatAreKept() throws {
        let shown = try Self.pictures().map { Self.folder + $0.file }
        let kept = WorkingTree.files(under: Self.folder + "tour", skipping: [])
        #expect(Set(shown) == Set(kept))
        #expect(Set(shown).count == shown.count)
        for file in kept {
            #expect((WorkingTree.bytes(of: file) ?? []).count < 100_000, "\(file)")
        }
    }

    /// An address without what its parameters are called.
    private static func shape(of address: String) -> String {
        address.split(separator: "/").map { $0.hasPrefix("{") ? "{}" : $0 }.joined(separator: "/")
    }
}
