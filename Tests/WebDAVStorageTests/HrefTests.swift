import Storage
import Testing
import Values

@testable import WebDAVStorage

@Suite struct HrefTests {
    private let root = HrefPath("/a%20vault/x/")

    @Test(arguments: [
        "/a%20vault/x/data/o", "/a%20vault/x/data/o/", "/a%20vault/x//data//o",
        "http://host:80/a%20vault/x/data/o", "HTTPS://other/a%20vault/x/data/o?q#f",
        "/%61%20vault/x/%64ata/%6F", "/a vault/x/data/o",
    ])
    func everySpellingIsTheSamePlace(href: String) throws {
        let root = try #require(root)
        let parts = try #require(HrefPath(href)?.parts(below: root))
        #expect(parts.map { String(decoding: $0, as: UTF8.self) } == ["data", "o"])
    }

    @Test(arguments: [
        "/a%20vault/x/../o", "/a%20vault/x/%2e%2e/o", "/a%20vault/x/a%2Fb", "/a%20vault/x/%00",
        "/a%20vault/x/%4", "/a%20vault/x/%zz", "data/o", "ftp://h/x",
    ])
    func whatClimbsOrHidesIsNone(href: String) {
        #expect(HrefPath(href) == nil)
    }

    @Test func anotherFolderIsNotBelow() throws {
        let root = try #require(root)
        #expect(HrefPath("/a%20vault/xy/o")?.parts(below: root) == nil)
        #expect(HrefPath("/")?.parts(below: root) == nil)
        #expect(HrefPath("/a%20vault/x")?.parts(below: root) == [])
    }
}

@Suite struct MultistatusTests {
    private func read(_ text: String) throws -> [MultistatusEntry] {
        var reader = MultistatusReader()
        var entries: [MultistatusEntry] = []
        for byte in text.utf8 { entries += try reader.push([byte]) }
        try reader.finish()
        return entries
    }

    @Test func propertiesCountOnlyWhereTheServerHasThem() throws {
        let found = try read(
            """
            <?xml version="1.0"?><a:multistatus xmlns:a="DAV:" xmlns:x="other">
            <a:response><a:href>/v/f/</a:href><a:propstat><a:prop><a:resourcetype>
            <a:collection/></a:resourcetype><a:quota-available-bytes>7</a:quota-available-bytes>
            </a:prop><a:status>HTTP/1.1 200 OK</a:status></a:propstat><a:propstat><a:prop>
            <a:getcontentlength>9</a:getcontentlength></a:prop>
            <a:status>HTTP/1.1 404 Not Found</a:status></a:propstat></a:response>
            <a:response><a:href>/v/o</a:href><a:propstat><a:prop><a:resourcetype/>
            <x:getcontentlength>1</x:getcontentlength><a:getcontentlength>5</a:getcontentlength>
            <a:getlastmodified>Sun, 06 Nov 1994 08:49:37 GMT</a:getlastmodified></a:prop>
            <a:status>HTTP/1.1 200 OK</a:status></a:propstat></a:response>
            <a:response><a:href>/v/gone</a:href><a:status>HTTP/1.1 404 No</a:status></a:response>
            </a:multistatus>
            """)
        try #require(found.count == 2)
        #expect(found[0].isFolder && found[0].size == nil && found[0].quotaFree == 7)
        #expect(!found[1].isFolder && found[1].size == 5)
        #expect(found[1].modified?.seconds == 784_111_777)
    }

    @Test(arguments: [
        "<html/>", "<multistatus xmlns='other'/>", "<multistatus xmlns='DAV:'><response/>",
        "<multistatus xmlns='DAV:'><response></response></multistatus>", "", "page not found",
    ])
    func whatIsNoListingIsRefused(text: String) {
        #expect(throws: MultistatusError.self) { try read(text) }
    }
}
