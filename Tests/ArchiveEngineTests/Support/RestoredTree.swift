import Connector
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

/// Restores a snapshot with the tools of the system, as RESTORE.txt says, and compares.
enum RestoredTree {
    /// Runs RESTORE.txt as it stands in the snapshot's folder.
    static func restore(snapshot folder: String, key: String, to target: String) async throws {
        let result = try await blocking {
            try shell(
                """
                cd '\(folder)' && KEY='\(key)' TARGET='\(target)' sh RESTORE.txt
                """)
        }
        try #require(result.status == 0, "\(result.output)")
    }

    /// Holds what was restored against what was backed up.
    static func compare(
        _ nodes: [SyntheticTree.Node], with target: String,
        _ location: SourceLocation = #_sourceLocation
    ) async throws {
        let listing = try await blocking {
            try shell("cd '\(target)' && find . -mindepth 1 -printf '%P\\t%y\\t%m\\t%s\\t%T@\\t%n\\t%l\\0'")
        }
        var found: [String: [String]] = [:]
        for line in listing.output.split(separator: "\0") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
                .map(String.init)
            found[fields[0]] = fields
        }
        for node in nodes where node.kind != .socket {
            let entry = found.removeValue(forKey: node.path)
            let fields = try #require(
                entry, "\(node.path) is missing", sourceLocation: location)
            try check(node, fields, in: target, location)
        }
        #expect(found.isEmpty, "too much: \(found.keys)", sourceLocation: location)
    }

    private static func check(
        _ node: SyntheticTree.Node, _ fields: [String], in target: String,
        _ location: SourceLocation
    ) throws {
        let letter =
            switch node.kind {
            case .file, .hardLink: "f"
            case .folder: "d"
            case .link: "l"
            case .fifo: "p"
            case .socket, .characterDevice, .blockDevice: "?"
            }
        #expect(fields[1] == letter, "\(node.path)", sourceLocation: location)
        if case .link(let text) = node.kind {
            #expect(fields[6] == String(decoding: text, as: UTF8.self), sourceLocation: location)
            return
        }
        if node.kind != .folder {
            #expect(fields[5] == "\(node.linkCount)", "\(node.path)", sourceLocation: location)
        }
        guard node.kind == .file else { return }
        #expect(fields[2] == String(node.permissions, radix: 8), sourceLocation: location)
        #expect(
            fields[4].hasPrefix("\(node.modified.seconds).\(node.modified.nanoseconds)"),
            "\(node.path)", sourceLocation: location)
        let bytes = try readFile("\(target)/\(node.path)")
        #expect(
            bytes == SyntheticTree.bytes(node), "\(node.path) has other content",
            sourceLocation: location)
    }
}
