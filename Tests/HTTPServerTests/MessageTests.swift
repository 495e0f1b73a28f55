import Testing
import Transport
import Values

@testable import HTTPServer

@Suite struct MessageTests {
    @Test func fieldsAreFoundInAnyCaseAndKeptInOrder() {
        var fields: HTTPFields = ["Set-Cookie": "a=1", "X-One": "1", "set-cookie": "b=2"]
        #expect(fields.values(of: .setCookie) == ["a=1", "b=2"])
        #expect(fields["x-oNE"] == "1")
        fields["X-ONE"] = "2"
        #expect(fields.map(\.name) == ["Set-Cookie", "set-cookie", "X-ONE"])
        fields.remove(.setCookie)
        #expect(fields.map(\.value) == ["2"])
    }

    @Test func noValueCanStartAFieldOfItsOwn() {
        let fields: HTTPFields = ["Location": "/a\r\nSet-Cookie: x=1\0"]
        #expect(fields["Location"] == "/a  Set-Cookie: x=1 ")
    }

    @Test func namesThatAreNoTokensTrap() async {
        await #expect(processExitsWith: .failure) { _ = HTTPFieldName("X: y\r\nZ") }
    }

    @Test func listsAreSplitOverAllLines() {
        let fields: HTTPFields = ["Accept": "a, b ,", "accept": "\tc"]
        #expect(fields.list(of: .accept) == ["a", "b", "c"])
    }

    @Test func pathsAreDecodedOnceAndSegmentBySegment() {
        let request = HTTPRequest(.get, "/a%2Fb//%C3%A4?q=1+2%2B&r&s=%26")
        #expect(request.segments == ["a/b", "", "ä"])
        #expect(request.path == "/a%2Fb//%C3%A4")
        #expect(request.query == "q=1+2%2B&r&s=%26")
        let items = request.queryItems?.map { "\($0.name)=\($0.value)" }
        #expect(items == ["q=1 2+", "r=", "s=&"])
    }

    @Test(arguments: ["/a/../b", "/%2e%2E/b", "/./a", "/%00", "/%FF", "/a/.."])
    func pathsThatHopeToBeResolvedHaveNoSegments(target: String) {
        #expect(HTTPRequest(.get, target).segments == nil)
    }

    @Test func bodiesInMemoryKeepTheirLimit() async throws {
        let request = HTTPRequest(.post, "/", body: [1, 2, 3])
        #expect(request.fields["content-length"] == "3")
        await #expect(throws: HTTPServerError.self) { try await request.body.collect(limit: 2) }
        let other = HTTPRequest(.post, "/", body: [1, 2, 3])
        #expect(try await other.body.collect(limit: 3) == [1, 2, 3])
        #expect(try await other.body.next() == nil)
    }

    @Test func streamsCanBeCollectedInMemory() async throws {
        let response = HTTPResponse(
            .ok,
            body: .stream(length: nil) { writer in
                try await writer.write("a")
                try await writer.write("bc")
            })
        #expect(try await response.collect(limit: 3) == Array("abc".utf8))
    }

    @Test(arguments: [
        (Int64(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_827_696, "Tue, 29 Feb 2000 12:34:56 GMT"),
    ])
    func datesAreWrittenAsHTTPWritesThem(seconds: Int64, text: String) {
        #expect(HTTPDate.format(Timestamp(seconds: seconds)) == text)
        #expect(HTTPDate.parse(text) == Timestamp(seconds: seconds))
    }

    @Test(arguments: [
        "Mon, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 8:49:37 GMT", "",
    ])
    func otherDatesAreNone(text: String) {
        #expect(HTTPDate.parse(text) == nil)
    }
}
