import Connector
import FilesConnector
import Host
import SFTP
import SFTPConnector
import StorageSupport
import TestSupport
import Testing

extension SSHDaemon {
    /// A line to it, perhaps by way of another port.
    func line(port: UInt16? = nil, patience: Duration = .seconds(60)) throws -> SFTPLine {
        SFTPLine(try server(port: port), hostKeys: hostKeys, patience: patience)
    }

    /// A path below its folder.
    func path(_ name: String) -> SystemString { SystemString("\(root)/\(name)") }
}

/// Runs a script and asks that it succeeds; what it said.
@discardableResult
func run(_ script: String) async throws -> String {
    let result = try await blocking { try shell("set -e\n\(script)") }
    #expect(result.status == 0, "\(result.output)")
    return result.output
}

/// What differs between two trees, by stock tools: content, kind, size, mode, owners, whole seconds
/// of the time, and where links lead. Empty for none.
func difference(_ one: String, _ other: String) async throws -> String {
    try await blocking {
        try shell(
            """
            list() {
                (cd "$1" && find . -type d -printf '%P %y %m %U %G %Ts\\n' -o \
                    -printf '%P %y %m %U %G %Ts %s %l\\n' | LC_ALL=C sort)
            }
            diff -r --no-dereference '\(one)' '\(other)' 2>&1 | head -5
            list '\(one)' >'\(one).list'; list '\(other)' >'\(other).list'
            diff '\(one).list' '\(other).list' | head -10
            """)
    }.output
}

/// All entries of a stream, and what was wrong.
func all(_ connector: any Connector) async throws -> (entries: [Entry], issues: [EntryIssue]) {
    try await blocking {
        let stream = try connector.entries()
        var (entries, issues) = ([Entry](), [EntryIssue]())
        while let item = try stream.next() {
            switch item {
            case .entry(let entry): entries.append(entry)
            case .issue(let issue): issues.append(issue)
            }
        }
        return (entries, issues)
    }
}

/// The content of an entry, and what came of reading it.
func read(_ entry: Entry) throws -> (bytes: [UInt8], outcome: ContentOutcome) {
    let content = try #require(entry.content)
    let reader = try content.open()
    var bytes: [UInt8] = []
    while true {
        let before = bytes.count
        try bytes.append(addingCapacity: 1 << 16) { try reader.read(into: &$0) }
        if bytes.count == before { break }
    }
    return (bytes, try reader.finish())
}
