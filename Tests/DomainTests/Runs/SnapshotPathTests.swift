import Domain
import Testing

@Suite struct SnapshotPathTests {
    @Test(arguments: [
        "srv/www", "é/🐭", " a", "a ", "a b", "~", "~root/x", "two\nlines", "tab\there", "~L3g",
    ])
    func textsComeBack(text: String) {
        let bytes = Array(text.utf8)
        #expect(SnapshotPath.bytes(of: SnapshotPath.text(of: bytes)) == bytes)
        #expect(!SnapshotPath.text(of: bytes).contains("\n"))
        #expect(SnapshotPath.bytes(of: "/" + text) == bytes, "a slash says that it is text")
    }

    @Test(
        arguments: [[0xFF], [0x61, 0xFF, 0x2F, 0x62], [0x7E, 0xC3], [0xC3, 0x28]] as [[UInt8]])
    func bytesThatAreNoTextComeBack(bytes: [UInt8]) {
        let text = SnapshotPath.text(of: bytes)
        #expect(text.first == "~" && SnapshotPath.bytes(of: text) == bytes)
        #expect(text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
    }

    @Test func whatIsAsItIsStaysReadable() {
        #expect(SnapshotPath.text(of: Array("srv/www/ä.txt".utf8)) == "srv/www/ä.txt")
        #expect(SnapshotPath.bytes(of: "/srv//www/") == Array("srv/www".utf8))
        #expect(SnapshotPath.bytes(of: "") == [] && SnapshotPath.bytes(of: "/") == [])
        #expect(SnapshotPath.bytes(of: "~not base 64") == nil)
        #expect(SnapshotPath.bytes(of: "a\0b") == nil)
        #expect(SnapshotPath.shown("~" + "Yf8") == "a\u{FFFD}")
    }
}
