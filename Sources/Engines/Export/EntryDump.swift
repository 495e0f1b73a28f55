package import Connector
package import Host
internal import Tar
internal import Values

/// Hands entries out as one stream of bytes: a file's content, or an archive of all of them.
///
/// Nothing grows with the number of entries or their sizes. What was sent cannot be taken back, so
/// content that turns out damaged ends the stream in its middle with an error: whoever reads it
/// sees that it is not whole. A file that changed while it was backed up is no damage: what was
/// read of it is there, as long as was announced, and an issue says so.
package struct EntryDump {
    var output: DumpOutput

    /// - Parameter name: Of where it goes, for errors.
    package init(to descriptor: consuming FileDescriptor, name: FilePath) {
        output = DumpOutput(descriptor, name: name)
    }

    /// The content of the file that the entries begin with; holes are zeros.
    /// - Throws: `EntryIssue` when there is no file, or it is damaged.
    package mutating func writeContent(of entries: any EntryStream) throws -> IssueLog {
        while let item = try entries.next() {
            try Task.checkCancellation()
            switch item {
            case .issue(let issue): throw issue
            case .entry(let entry):
                guard entry.kind == .file, let content = entry.content else {
                    let what = entry.kind == .folder ? "a folder" : "no file"
                    throw EntryIssue(
                        .unsupported, entry.path,
                        "\(entry.path) is \(what): only a file can be given as it is, and "
                            + "everything else in an archive")
                }
                let reader = try content.open()
                let whole = [DataExtent(offset: 0, count: reader.size)]
                try copy(reader, whole) { _ in }
                var issues = IssueLog()
                if let issue = try Self.tear(of: reader, entry) { issues.append(issue) }
                try output.flush()
                return issues
            }
        }
        throw EntryIssue(.vanished, path: [], "there is no file of that name")
    }

    /// All entries as a PAX archive, which keeps everything but sockets.
    package mutating func writeTar(of entries: any EntryStream) throws -> IssueLog {
        var writer = TarWriter()
        let issues = try Self.forEach(of: entries) { try write($0, &writer) }
        writer.finish(into: &output.bytes)
        try output.flush()
        return issues
    }

    /// Gathers the issues of the stream, and what `body` says of an entry.
    static func forEach(
        of entries: any EntryStream, _ body: (Entry) throws -> EntryIssue?
    ) throws -> IssueLog {
        var issues = IssueLog()
        while let item = try entries.next() {
            try Task.checkCancellation()
            switch item {
            case .issue(let issue): issues.append(issue)
            case .entry(let entry):
                if let issue = try body(entry) { issues.append(issue) }
            }
        }
        return issues
    }

    private mutating func write(
        _ entry: Entry, _ writer: inout TarWriter
    ) throws -> EntryIssue? {
        guard entry.kind != .socket else {
            return EntryIssue(.unsupported, entry.path, "\(entry.path): tar holds no sockets")
        }
        var reader: (any ContentReader)?
        do {
            reader = try entry.content?.open()
        } catch let issue as EntryIssue {
            return issue
        }
        var header = TarEntry(entry)
        header.size = reader?.size ?? 0
        let extents = reader?.extents?.map {
            TarSparseMap.Extent(offset: $0.offset, count: $0.count)
        }
        header.sparse = extents.flatMap { TarSparseMap(covering: $0, of: header.size) }
        try writer.begin(header, into: &output.bytes)
        var tear: EntryIssue?
        if let reader {
            let parts =
                header.sparse?.extents.map { DataExtent(offset: $0.offset, count: $0.count) }
                ?? [DataExtent(offset: 0, count: reader.size)]
            try copy(reader, parts) { try writer.wrote($0) }
            tear = try Self.tear(of: reader, entry)
        }
        try writer.end(into: &output.bytes)
        try output.flushIfFull()
        return tear
    }

    /// Sends these parts of a file, with zeros where they reach into holes.
    private mutating func copy(
        _ reader: any ContentReader, _ parts: [DataExtent], _ wrote: (Int) throws -> Void
    ) throws {
        var data = (reader.extents ?? [DataExtent(offset: 0, count: reader.size)])[...]
        for part in parts {
            var offset = part.offset
            while offset < part.end {
                while let first = data.first, first.end <= offset { data.removeFirst() }
                let next = min(data.first?.offset ?? part.end, part.end)
                let count: Int
                if offset < next {
                    count = output.appendZeros(atMost: next - offset)
                } else {
                    let end = min(data.first?.end ?? part.end, part.end)
                    count = try output.append(atMost: end - offset) { try reader.read(into: &$0) }
                }
                guard count > 0 else { return }
                try wrote(count)
                offset += Int64(count)
                try output.flushIfFull()
            }
        }
    }

    /// What to say of a file that was read to its end.
    static func tear(of reader: any ContentReader, _ entry: Entry) throws -> EntryIssue? {
        guard case .torn(let tear) = try reader.finish() else { return nil }
        return EntryIssue(
            .torn(tear), entry.path,
            "\(entry.path) changed while it was backed up: it is as it was read, and perhaps not "
                + "in one state")
    }
}

extension TarEntry {
    fileprivate init(_ entry: Entry) {
        let kind: Kind =
            switch entry.kind {
            case .file, .socket: .file
            case .folder: .directory
            case .link: .symbolicLink
            case .hardLink: .hardLink
            case .fifo: .fifo
            case .characterDevice: .characterDevice
            case .blockDevice: .blockDevice
            }
        self.init(path: entry.path.bytes, kind: kind)
        switch entry.kind {
        case .link(let target): linkTarget = target
        case .hardLink(let first): linkTarget = first.bytes
        case .characterDevice(let major, let minor), .blockDevice(let major, let minor):
            device = Device(major: major, minor: minor)
        case .file, .folder, .fifo, .socket: break
        }
        let metadata = entry.metadata
        permissions = metadata.permissions
        user = Owner(id: UInt64(metadata.user.id), name: metadata.user.name)
        group = Owner(id: UInt64(metadata.group.id), name: metadata.group.name)
        modified = metadata.modified
        accessed = metadata.accessed
        attributes = metadata.attributes.map { TarRecord(key: $0.name, value: $0.value) }
    }
}
