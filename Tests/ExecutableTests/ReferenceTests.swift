import CommandLine
import Glibc
import TestSupport
import Testing

@testable import holdfast

@Suite struct ReferenceTests {
    @Test func theDeclarationsHaveNoFaults() {
        #expect(Holdfast.program.faults == [])
    }

    /// `UPDATE_GOLDEN=1 make test ONLY=ReferenceTests` writes the page anew.
    @Test func theReferencePageSaysWhatTheExecutableTakes() throws {
        let path = "\(repositoryRoot)/docs/user/cli.md"
        let page = ReferencePage(Holdfast.program).markdown
        if getenv("UPDATE_GOLDEN") != nil, let file = fopen(path, "we") {
            fputs(page, file)
            fclose(file)
        }
        let shown = WorkingTree.bytes(of: "docs/user/cli.md") ?? []
        #expect(String(decoding: shown, as: UTF8.self) == page)
    }
}
