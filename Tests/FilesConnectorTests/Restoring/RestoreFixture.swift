import Connector
import FilesConnector
import Glibc
import Host
import TestSupport
import Testing

/// A folder to restore into, and what is asked of it.
struct RestoreFixture: Sendable {
    let target: String

    static func with(
        _ body: (RestoreFixture) async throws -> Void
    ) async throws {
        try await withScratchFolder { scratch in
            try await body(RestoreFixture(target: scratch))
        }
    }

    static func options(_ change: (inout RestoreOptions) -> Void) -> RestoreOptions {
        var options = RestoreOptions()
        options.isDurable = false
        change(&options)
        return options
    }

    @discardableResult
    func restore(
        _ entries: [Entry], _ change: (inout RestoreOptions) -> Void = { _ in }
    ) throws -> RestoreReport {
        try FileRestore(into: FilePath(target), Self.options(change))
            .restore(MemoryStream(entries)) { _ in }
    }

    func plan(
        _ entries: [Entry], _ change: (inout RestoreOptions) -> Void = { _ in }
    ) throws -> RestorePlan {
        try FileRestore(into: FilePath(target), Self.options(change)).plan(MemoryStream(entries))
    }

    /// What `find` says of the target, a line for each thing.
    func tree(_ format: String = "%P %y %m") throws -> [String] {
        try shell("cd '\(target)' && find . -mindepth 1 -printf '\(format)\\n' | sort").output
            .split(separator: "\n").map(String.init)
    }

    func text(_ name: String) throws -> String {
        String(decoding: try readFile("\(target)/\(name)"), as: UTF8.self)
    }

    func sh(_ script: String) throws {
        let result = try shell("cd '\(target)' && \(script)")
        #expect(result.status == 0, "\(result.output)")
    }
}
