import Markup
import Testing
import Values

@testable import HTTPServer

@Suite struct FieldTests {
    @Test(arguments: [
        ("gzip", ContentCoding.gzip), ("gzip, deflate, br", .gzip), ("GZIP;Q=0.5", .gzip),
        ("*", .gzip), ("x-gzip", .gzip), ("identity", .identity), ("", .identity),
        ("br", .identity),
        ("gzip;q=0", .identity), ("gzip;q=0.000", .identity), ("*;q=0", .identity),
        ("*;q=0, gzip;q=0.1", .gzip), ("gzip;q=0.5, identity", .identity),
        ("gzip;q=1, identity;q=0.5", .gzip), ("gzip;q=2", .identity), ("gzip;q=0.1234", .identity),
        ("gzip;q=x", .identity), ("identity;q=0", .identity),
    ])
    func theCodingIsWhatTheClientLikes(field: String, coding: ContentCoding) {
        #expect(ContentCoding.chosen(by: field) == coding)
    }

    @Test(
        arguments: [
            ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"), ("en-GB,en;q=0.9", "en-US"), ("zh", "zh-CN"),
            ("zh-Hans-CN", "zh-CN"), ("zh-TW", "zh-CN"), ("de,en;q=0.1", "en-US"), ("de", nil),
            ("fr,zh;q=0.2,en;q=0.3", "en-US"), ("EN-us", "en-US"), ("*", "zh-CN"), ("", nil),
            ("en;q=0,zh;q=0.1", "zh-CN"), ("de;q=1.0,*;q=0.1", "zh-CN"), ("en-US, zh-CN", "en-US"),
        ] as [(String, String?)])
    func theLanguageIsWhatTheReaderLikes(field: String, language: String?) {
        #expect(LanguagePreference.best(of: ["zh-CN", "en-US"], for: field) == language)
    }

    @Test(arguments: [
        ("bytes=0-4", ByteRange.part(0..<5)), ("bytes=5-", .part(5..<10)),
        ("bytes=-3", .part(7..<10)),
        ("bytes=0-0", .part(0..<1)), ("bytes=9-100", .part(9..<10)), ("bytes=-100", .part(0..<10)),
        ("Bytes=1-2", .part(1..<3)), ("bytes=10-", .outside), ("bytes=-0", .outside),
        ("bytes=99999999999999999999-", .outside), ("bytes=0-99999999999999999999", .part(0..<10)),
        ("bytes=4-2", .whole), ("bytes=0-1,3-4", .whole), ("items=0-1", .whole), ("bytes=", .whole),
        ("bytes=-", .whole), ("bytes=a-b", .whole), ("bytes", .whole), ("bytes=1-2-3", .whole),
        ("bytes=+1-2", .whole),
    ])
    func rangesAreReadOrIgnored(field: String, range: ByteRange) {
        #expect(ByteRange.parse(field, length: 10) == range)
    }

    @Test func aRangeOfNothingIsOutside() {
        #expect(ByteRange.parse("bytes=0-", length: 0) == .outside)
        #expect(ByteRange.parse("bytes=-5", length: 0) == .outside)
    }

    @Test(arguments: [
        (["If-None-Match": "\"a\""], "GET", Precondition.notModified),
        (["If-None-Match": "W/\"a\", \"b\""], "HEAD", .notModified),
        (["If-None-Match": "\"a-gzip\""], "GET", .notModified),
        (["If-None-Match": "\"b\""], "GET", .met), (["If-None-Match": "*"], "GET", .notModified),
        (["If-None-Match": "*"], "PUT", .failed), (["If-Match": "\"a\""], "PUT", .met),
        (["If-Match": "\"a-gzip\", \"x\""], "PUT", .met), (["If-Match": "W/\"a\""], "PUT", .failed),
        (["If-Match": "\"b\""], "PUT", .failed), (["If-Match": "*"], "PUT", .met),
        (["If-Match": ""], "PUT", .failed), (["If-Match": "\"a"], "PUT", .failed),
        (["If-Modified-Since": "Sun, 06 Nov 1994 08:49:37 GMT"], "GET", .notModified),
        (["If-Modified-Since": "Sun, 06 Nov 1994 08:49:36 GMT"], "GET", .met),
        (["If-Modified-Since": "yesterday"], "GET", .met),
        (
            ["If-Modified-Since": "Sun, 06 Nov 1994 08:49:37 GMT", "If-None-Match": "\"b\""], "GET",
            .met
        ),
    ])
    func preconditionsAreWeighed(
        fields: [String: String], method: String, outcome: Precondition
    ) {
        var all = HTTPFields()
        for (name, value) in fields { all.append(HTTPFieldName(name), value) }
        let request = HTTPRequest(HTTPMethod(rawValue: method), "/", fields: all)
        let modified = Timestamp(seconds: 784_111_777)
        #expect(
            Precondition.evaluate(request, tag: EntityTag("a"), modified: modified) == outcome)
    }

    @Test func whatIsNotThereYetMatchesNothing() {
        let create = HTTPRequest(.put, "/", fields: [.ifNoneMatch: "*"])
        #expect(Precondition.evaluate(create, tag: nil) == .met)
        let change = HTTPRequest(.put, "/", fields: [.ifMatch: "*"])
        #expect(Precondition.evaluate(change, tag: nil) == .failed)
    }

    @Test func aChangeNamesTheVersionItIsOf() async throws {
        let router = testRouter()
        #expect(try await router.ask(.get, "/version").status == 428)
        #expect(try await router.ask(.get, "/version", [.ifMatch: "\"v0\""]).status == 412)
        #expect(try await router.ask(.get, "/version", [.ifMatch: "\"v1\""]).status == 204)
    }

    @Test(
        arguments: [
            ("a=1; b=2", "a", "1"), ("a=1; b=2", "b", "2"), ("a=\"1\"", "a", "1"), ("a=", "a", ""),
            ("a=1=2", "a", "1=2"), ("a=1; a=2", "a", nil), ("a=1;b=\"x y\"", "b", nil),
            ("A=1", "a", nil),
            ("a", "a", nil), ("a b=1", "b", nil), ("a=é", "a", nil), ("a=1,b=2", "a", nil),
            ("__Host-a=1; a=2", "a", "2"),
        ] as [(String, String, String?)])
    func cookiesAreReadStrictly(field: String, name: String, value: String?) {
        #expect(HTTPRequest(.get, "/", fields: [.cookie: field]).cookies[name] == value)
    }

    @Test func cookiesAreWrittenForThisHostAlone() {
        #expect(
            SetCookie("s", "v1", isSecure: true, maxAge: .seconds(60)).description
                == "__Host-s=v1; Path=/; SameSite=Lax; Max-Age=60; HttpOnly; Secure")
        #expect(
            SetCookie.deleting("s", isSecure: false).description
                == "s=; Path=/; SameSite=Lax; Max-Age=0; HttpOnly")
    }

    @Test func aCookieThatWouldBeAnotherTraps() async {
        await #expect(processExitsWith: .failure) {
            _ = SetCookie("s", "v; Domain=evil.test", isSecure: true)
        }
    }

    @Test(arguments: [
        ("a=1&b=2&b=3", "1 [\"2\", \"3\"]"), ("a=x+y%26%3D&b=%E6%BC%A2", "x y&= [\"漢\"]"),
        ("a", " []"), ("", "- []"), ("&&a=1&", "1 []"),
    ])
    func formsAreRead(body: String, text: String) async throws {
        let type: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        let answer = try await testRouter().ask(.post, "/form", type, body: body)
        #expect(answer.body == text)
    }

    @Test(arguments: [
        ("a=%", 400), ("a=%zz", 400), ("a=%ff", 400), (String(repeating: "&", count: 1000), 400),
        (String(repeating: "a", count: 1001), 413),
    ])
    func brokenAndHugeFormsAreRefused(body: String, status: Int) async throws {
        let type: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        #expect(try await testRouter().ask(.post, "/form", type, body: body).status == status)
        #expect(try await testRouter().ask(.post, "/form", [:], body: "a=1").status == 415)
    }

    @Test func downloadsKeepTheirName() {
        var response = HTTPResponse(.ok)
        response.offerDownload(as: "a\"b\\年\r\n.txt")
        #expect(
            response.fields[.contentDisposition]
                == "attachment; filename=\"a_b____.txt\"; "
                + "filename*=UTF-8''a%22b%5C%E5%B9%B4%0D%0A.txt")
    }

    @Test func pagesAndOtherAnswersAreNarrowed() async throws {
        let table = RouteTable()
        table.root.add(.get, "/page", .page("Page")) { _ in .html(.init("x")) }
        let page = try await testRouter(table).ask(.get, "/page").fields
        #expect(page["Content-Security-Policy"]?.contains("script-src 'self'") == true)
        #expect(page["Content-Security-Policy"]?.contains("unsafe") == false)
        #expect(page["X-Frame-Options"] == "DENY")
        #expect(page["Strict-Transport-Security"] == nil)
        let json = try await testRouter().ask(.get, "/items").fields
        #expect(json["Content-Security-Policy"]?.hasPrefix("default-src 'none'") == true)
        #expect(json["X-Content-Type-Options"] == "nosniff")
        let secure = await testRouter().respond(to: HTTPRequest(.get, "/", isSecure: true))
        #expect(secure.fields["Strict-Transport-Security"]?.contains("max-age") == true)
    }
}
