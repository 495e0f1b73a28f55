import Storage
import StorageSupport
import Testing

@Suite struct ObjectNameTests {
    @Test(arguments: [
        "", "/", "a/", "/a", "a//b", ".", "..", "a/..", "a/../b", ".hidden", "a/.b", "a b", "a\\b",
        "ä", "a\0b", "a+b", "a~", String(repeating: "n", count: 201),
        String(repeating: "a/", count: 256) + "a",
    ])
    func badNamesAreRefused(text: String) async {
        await expectStorageError(.badName) { _ = try ObjectName(text) }
    }

    @Test func namesKnowTheirFolders() throws {
        let name: ObjectName = "a/b/c"
        #expect(name.folder == "a/b" && name.folder?.folder == "a" && name.lastPart == "c")
        #expect(("a" as ObjectName).folder == nil)
        #expect(name.isBelow("a") && name.isBelow("a/b") && !name.isBelow("a/b/c"))
        #expect(!("ab/c" as ObjectName).isBelow("a"))
        #expect(try name.appending("d") == "a/b/c/d")
        let sorted: [ObjectName] = ["A", "a", "a-b", "a/b", "ab"]
        #expect(sorted.reversed().sorted() == sorted)
    }
}
