import Testing
import Values

@testable import ResticEngine

@Suite struct ResticVersionTests {
    @Test(arguments: [
        ("restic 0.14.0 compiled with go1.19.8 on linux/amd64", "0.14.0"),
        ("restic 0.18.0 compiled with go1.24.4 on linux/amd64", "0.18.0"),
        ("restic 0.18.0-dev (compiled manually) compiled with go1.24", "0.18.0"),
        ("restic 1.2.30 compiled", "1.2.30"),
    ])
    func versionsAreRead(line: String, version: String) {
        #expect(ResticVersion(parsing: line)?.description == version)
    }

    @Test(arguments: [
        "", "restic", "restic 0.18", "restic a.b.c", "restic 0.18.0.1 x", "rustic 0.9.0",
        "restic 0.-1.0", "restic 0.99999999999999999999.0", "restic 0..1",
    ])
    func otherLinesAreNoVersion(line: String) {
        #expect(ResticVersion(parsing: line) == nil)
    }

    @Test func versionsHaveAnOrder() throws {
        let versions = ["0.9.6", "0.14.0", "0.17.0", "0.17.1", "1.0.0"]
            .compactMap { ResticVersion(parsing: "restic \($0)") }
        #expect(versions.count == 5)
        #expect(versions == versions.shuffled().sorted())
    }

    @Test(arguments: [
        ("total prune:           1 blobs / 485 B", 1, 485),
        ("total prune:  12 blobs / 3.5 KiB", 12, 3584),
        ("total prune:  2 blobs / 1.000 GiB", 2, 1 << 30),
    ])
    func whatAPruneFreesIsRead(line: String, blobs: Int, size: Int64) throws {
        let total = try #require(PruneTotal(parsing: Array(line.utf8)))
        #expect(total.blobs == blobs)
        #expect(total.size.bytes == size)
    }

    @Test(arguments: [
        "", "to delete: 1 blobs / 485 B", "total prune: x blobs / 1 B",
        "total prune: 1 blobs / nan B", "total prune: 1 blobs / -1 B",
        "total prune: 1 blobs / 1e300 PiB", "total prune: 1 blobs / 1 XiB",
    ])
    func otherLinesAreNoTotal(line: String) {
        #expect(PruneTotal(parsing: Array(line.utf8)) == nil)
    }
}
