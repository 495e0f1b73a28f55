import Domain
import Testing

@Suite struct SnapshotPathTests {
    @Test(arguments: [
        "srv/www", "é/🐭", " a", "a ", "a b", "~", "~root/x", "two\nlines", "tab\there", "~L3g",
        "next\u{85}line", "\u{2028}",
    ])
    func textsComeBack(text: String) {
        let bytes = Array(text.utf8)
        #expect(SnapshotPath.bytes(of: SnapshotPath.text(of: bytes)) == bytes)
        // As those say that pass it on: JSON schemas refuse these.
        let controls = SnapshotPath.text(of: bytes).unicodeScalars.filter {
            $0.value < 0x20 || 0x7F...0x9F ~= $0.value || 0x2028...0x2029 ~= $0.value
        }
        #expect(controls.isEmpty)
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
        let lines = SnapshotPath.text(of: Array("a\nb\u{8D}c\u{2029}".utf8))
        #expect(SnapshotPath.shown(lines) == "a\u{FFFD}b\u{FFFD}c\u{FFFD}")
    }
}
