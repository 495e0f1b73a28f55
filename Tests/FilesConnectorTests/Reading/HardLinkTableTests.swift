import CShims
import Connector
import Testing

@testable import FilesConnector

/// A number that a file leaves behind is soon another's.
@Suite struct HardLinkTableTests {
    private static func status(
        _ change: (inout cshims_walk_status) -> Void
    ) -> NodeStatus {
        var raw = cshims_walk_status()
        raw.device = 1
        raw.inode = 7
        raw.links = 3
        raw.size = 100
        raw.modified = 50
        change(&raw)
        return NodeStatus(raw)
    }

    @Test func aFileThatWasBornLaterIsAnother() {
        let table = HardLinkTable()
        let first = Self.status { ($0.has_birth, $0.born, $0.born_nanoseconds) = (1, 40, 5) }
        let grown = Self.status {
            ($0.has_birth, $0.born, $0.born_nanoseconds, $0.size) = (1, 40, 5, 101)
        }
        let later = Self.status { ($0.has_birth, $0.born, $0.born_nanoseconds) = (1, 40, 6) }
        #expect(table.firstName(of: first, path: Entry.path("a")) == nil)
        #expect(table.firstName(of: grown, path: Entry.path("b")) == Entry.path("a"))
        #expect(table.firstName(of: later, path: Entry.path("z/x")) == nil)
        #expect(table.firstName(of: later, path: Entry.path("z/y")) == Entry.path("z/x"))
    }

    /// Where nobody knows when a file was born: one that was written to meanwhile is stored again.
    @Test func withoutABirthWhatIsSeenHasToBeTheSame() {
        let table = HardLinkTable()
        #expect(table.firstName(of: Self.status { _ in }, path: Entry.path("a")) == nil)
        #expect(
            table.firstName(of: Self.status { _ in }, path: Entry.path("b")) == Entry.path("a"))
        let other = Self.status { $0.size = 101 }
        #expect(table.firstName(of: other, path: Entry.path("c")) == nil)
        let touched = Self.status {
            $0.size = 101
            $0.modified_nanoseconds = 1
        }
        #expect(table.firstName(of: touched, path: Entry.path("d")) == nil)
        #expect(table.firstName(of: touched, path: Entry.path("e")) == Entry.path("d"))
    }
}
