import Connector
import Cryptography
import Engine
import Host
import JSON
import LocalStorage
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

/// The example of docs/formats/archive.md is a vault: what the page shows is what is read.
@Suite(.timeLimit(.minutes(5))) struct WorkedExampleTests {
    /// The blocks of the page that are files, by their names.
    private static func blocks() throws -> [String: [UInt8]] {
        let bytes = try #require(WorkingTree.bytes(of: "docs/formats/archive.md"))
        let page = String(decoding: bytes, as: UTF8.self)
        var blocks: [String: [UInt8]] = [:]
        for piece in page.components(between: "\n```", and: "\n```\n") {
            let lines = piece.split(separator: "\n", omittingEmptySubsequences: false)
            let words = lines[0].split(separator: " ")
            guard words.count == 2 else { continue }
            let bytes: [UInt8] = try #require(
                content(words[0], lines.dropFirst()), "\(piece)")
            blocks[String(words[1])] = bytes
        }
        return blocks
    }

    /// As the page says that it writes them.
    private static func content(
        _ language: Substring, _ lines: ArraySlice<Substring>
    ) -> [UInt8]? {
        switch language {
        case "hex": Hex.decode(lines.joined().utf8)
        case "json": Array(joined(lines).dropLast())
        case "jsonl": joined(lines)
        case "text": Array(lines.map { "\($0)\n" }.joined().utf8)
        default: nil
        }
    }

    /// Lines that begin with a space go on with the one above.
    private static func joined(_ lines: ArraySlice<Substring>) -> [UInt8] {
        var text = ""
        for line in lines {
            guard line.first == " " else {
                text += "\(line)\n"
                continue
            }
            text.removeLast()
            text += "\(line.dropFirst())\n"
        }
        return Array(text.utf8)
    }

    private static func record() throws -> CompletionRecord {
        try CompletionRecord(parsing: try #require(try blocks()["complete.json"]))
    }

    /// Makes the vault in a folder and gives the snapshot's own folder.
    private static func makeVault(in folder: String) throws -> String {
        let statement = try record().statement
        let source = "\(folder)/tenants/\(statement.scope.tenant)/sources/\(statement.scope.source)"
        let snapshot = "\(source)/snapshots/\(statement.snapshot)"
        #expect(try shell("mkdir -p '\(snapshot)'").status == 0)
        for (name, bytes) in try blocks() where name != "entries.jsonl" && name != "signed" {
            let place =
                switch name {
                case "holdfast-vault.json": folder
                case "source.json": source
                default: snapshot
                }
            try DurableFile.create(FilePath("\(place)/\(name)"), with: bytes)
        }
        return snapshot
    }

    @Test func holdfastReadsTheExampleAndFindsNothingWrong() async throws {
        try await withScratchFolder { folder in
            _ = try await blocking { try Self.makeVault(in: folder) }
            let vault = try await ArchiveVault.open(
                at: LocalStorage(root: FilePath(folder), reserve: .none), expecting: nil,
                keys: ArchiveKeys(), scope: nil)
            let list = try await vault.snapshots()
            #expect(list.damaged.isEmpty && list.unfinished.isEmpty)
            let report = try await vault.verify(VerifyScope(reading: .everything), RunProgress())
            #expect(report.findings.isEmpty && report.snapshots == 1)
            let id = try #require(list.snapshots.first?.id)
            let found = try await restore(vault, id)
            #expect(
                found.map(\.entry.path.description) == [
                    "srv", "srv/example", "srv/example/greeting",
                ])
            #expect(found.last?.content == Array("hello\n".utf8))
        }
    }

    @Test func stockProgramsRestoreTheExampleAsItSays() async throws {
        try await withScratchFolder { folder in
            let snapshot = try await blocking { try Self.makeVault(in: folder) }
            let outcome = try await runProgram(
                "sh",
                [
                    "-c",
                    """
                    cd '\(snapshot)' && sh RESTORE.txt >&2 && cat restored/srv/example/greeting &&
                    zstd -qdc entries.jsonl.zst && zstd -qdc payload.part000001 | wc -c
                    """,
                ])
            let lines = String(
                decoding: try #require(try Self.blocks()["entries.jsonl"]), as: UTF8.self)
            #expect(outcome.text == "hello\n\(lines)10240\n", "\(outcome.errorText)")
        }
    }

    @Test func theSignatureIsOverTheTextThatThePageShows() throws {
        let record = try Self.record()
        var text = try #require(try Self.blocks()["signed"])
        #expect(record.key.verifies(record.signature, of: text))
        text[0] ^= 1
        #expect(!record.key.verifies(record.signature, of: text))
    }
}

extension String {
    /// What stands between two marks, each time.
    fileprivate func components(between opening: String, and closing: String) -> [Substring] {
        var found: [Substring] = []
        var rest = self[...]
        while let begin = rest.firstRange(of: opening) {
            rest = rest[begin.upperBound...]
            guard let end = rest.firstRange(of: closing) else { break }
            found.append(rest[..<end.lowerBound])
            rest = rest[end.upperBound...]
        }
        return found
    }
}
