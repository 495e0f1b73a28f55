package import Connector
package import Host

/// Tells another machine entries as an engine gives them: all that is known of each, its content,
/// and what is wrong with it, so that a restore there is the same as one here.
///
/// Nothing grows with the number of entries or their sizes.
package struct HandoverWriter {
    private var output: DumpOutput

    /// - Parameter name: Of where it goes, for errors.
    package init(to descriptor: consuming FileDescriptor, name: FilePath) {
        output = DumpOutput(descriptor, name: name)
    }

    /// All of the entries, and that they are all. What the stream throws is thrown, and nothing
    /// says then that it has ended.
    /// - Returns: What was wrong with single entries, which the other end is told as well.
    package mutating func write(_ entries: any EntryStream) throws -> IssueLog {
        var issues = IssueLog()
        while let item = try entries.next() {
            try Task.checkCancellation()
            switch item {
            case .issue(let issue): say(issue, &issues)
            case .entry(let entry):
                do {
                    try write(entry)
                } catch let issue as EntryIssue {
                    say(issue, &issues)
                }
            }
            try output.flushIfFull()
        }
        frame(.end) { _ in }
        try output.flush()
        return issues
    }

    /// Ends the stream with the reason why the rest never comes.
    package mutating func fail(_ failure: HandoverFailure) throws {
        frame(.failure) {
            $0.put(failure.code)
            $0.put(failure.message)
            $0.put(failure.disposition)
        }
        try output.flush()
    }

    private mutating func say(_ issue: EntryIssue, _ issues: inout IssueLog) {
        frame(.issue) { $0.put(issue) }
        issues.append(issue)
    }

    private mutating func write(_ entry: Entry) throws {
        let reader = try entry.content?.open()
        let start = output.bytes.count
        frame(.entry) { $0.put(entry, reader) }
        guard output.bytes.count - start <= HandoverFrame.sizeMax else {
            output.bytes.removeSubrange(start...)
            throw EntryIssue(
                .unsupported, entry.path, "\(entry.path) has more attributes or holes than fit")
        }
        guard let reader else { return }
        let size = reader.extents.map { $0.reduce(0) { $0 + $1.count } } ?? reader.size
        var left = size
        while left > 0 {
            try Task.checkCancellation()
            let room = min(left, Int64(HandoverFrame.contentMax))
            let count = try frame(.content) { bytes in
                try bytes.append(addingCapacity: Int(room)) { try reader.read(into: &$0) }
            }
            guard count > 0 else { break }
            left -= Int64(count)
            try output.flushIfFull()
        }
        let outcome = try reader.finish()
        frame(.contentEnd) { $0.put(outcome) }
    }

    /// - Returns: How much `body` put into it. What throws leaves nothing of it.
    @discardableResult
    private mutating func frame(
        _ kind: HandoverFrame, _ body: (inout [UInt8]) throws -> Void
    ) rethrows -> Int {
        let start = output.bytes.count
        output.bytes.append(kind.rawValue)
        output.bytes.put(UInt32(0))
        do {
            try body(&output.bytes)
        } catch {
            output.bytes.removeSubrange(start...)
            throw error
        }
        let count = output.bytes.count - start - HandoverFrame.headSize
        var length: [UInt8] = []
        length.put(UInt32(count))
        output.bytes.replaceSubrange(start + 1..<start + HandoverFrame.headSize, with: length)
        return count
    }
}
