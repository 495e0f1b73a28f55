import Testing

@testable import Markup

@Suite struct URLReferenceTests {
    @Test(arguments: [
        "https://example.org", "http://[::1]:9876/x?y=1#z", "HTTPS://EXAMPLE.ORG/", "/", "/runs/7",
        "/runs?state=failed", "?page=2", "#main", "mailto:ops@example.org", "/a//b", "/x:y",
    ])
    func addressesAPageMayLeadToAreAccepted(text: String) {
        #expect(URLReference(text)?.text == text)
    }

    @Test(arguments: [
        "", "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:x",
        "\u{1}javascript:x", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//evil.test",
        "/\\evil.test", "\\\\evil.test", "/\t/evil.test", "/\n/evil.test", "runs/7", "./x", "../x",
        "https:evil.test", "https:/evil.test", "https://", "https:///evil.test", "https://?x",
        "https://hub.example@evil.test/", "ftp://example.org", "blob:x", "/a b", "/é", "/\u{7f}",
        "mailto:", "https://a\u{0}b/", "/\"onload=", "/<x>", "/`", "view-source:http://x",
    ])
    func everyOtherAddressIsRefused(text: String) {
        #expect(URLReference(text) == nil)
    }

    @Test func pathsAreEncodedSegmentBySegment() {
        let url = URLReference.path(
            "files", "a/b", "ü?&#%", query: [("q", "x y&z=1"), ("n", "")], fragment: "top 1")
        #expect(url.text == "/files/a%2Fb/%C3%BC%3F%26%23%25?q=x%20y%26z%3D1&n=#top%201")
        #expect(URLReference(url.text) == url)
        #expect(URLReference.path().text == "/")
    }

    @Test func segmentsThatClimbOrVanishTrap() async {
        await #expect(processExitsWith: .failure) { _ = URLReference.path("a", "..", "b") }
        await #expect(processExitsWith: .failure) { _ = URLReference.path("", "evil.test") }
        await #expect(processExitsWith: .failure) { _ = a(.href("javascript:alert(1)")) }
    }
}
