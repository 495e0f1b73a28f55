package import Connector
internal import Host
internal import Zip

extension EntryDump {
    /// All entries as a ZIP archive, which keeps files, folders and links with their modes, owners
    /// and times. Entries must come without hard links, which it cannot say.
    package mutating func writeZip(of entries: any EntryStream) throws -> IssueLog {
        var writer = try ZipWriter()
        var directory = ZipDirectory()
        let issues = try Self.forEach(of: entries) { try write($0, &writer, &directory) }
        try directory.forEachPiece { piece in
            output.bytes += piece
            try output.flushIfFull()
        }
        writer.finish(into: &output.bytes)
        try output.flush()
        return issues
    }

    private mutating func write(
        _ entry: Entry, _ writer: inout ZipWriter, _ directory: inout ZipDirectory
    ) throws -> EntryIssue? {
        guard var header = ZipEntry(entry) else {
            return EntryIssue(
                .unsupported, entry.path, "\(entry.path): zip holds files, folders and links only")
        }
        var reader: (any ContentReader)?
        do {
            reader = try entry.content?.open()
        } catch let issue as EntryIssue {
            return issue
        }
        header.size = reader?.size ?? 0
        do throws(ZipError) {
            try writer.begin(header, into: &output.bytes)
        } catch {
            return EntryIssue(.refused, entry.path, error.message)
        }
        var tear: EntryIssue?
        if let reader {
            try copy(reader, &writer)
            tear = try Self.tear(of: reader, entry)
        }
        try writer.end(into: &output.bytes, directory: &directory.lines)
        try directory.spoolIfFull()
        try output.flushIfFull()
        return tear
    }

    /// All of a file, with zeros for its holes.
    private mutating func copy(
        _ reader: any ContentReader, _ writer: inout ZipWriter
    ) throws {
        var piece: [UInt8] = []
        var offset: Int64 = 0
        for extent in reader.extents ?? [DataExtent(offset: 0, count: reader.size)] {
            try writeZeros(extent.offset - offset, &writer)
            offset = extent.offset
            while offset < extent.end {
                try Task.checkCancellation()
                piece.removeAll(keepingCapacity: true)
                let room = Int(min(extent.end - offset, Int64(Self.pieceSize)))
                try piece.append(addingCapacity: room) { try reader.read(into: &$0) }
                if piece.isEmpty { break }
                try writer.write(piece.span, into: &output.bytes)
                offset += Int64(piece.count)
                try output.flushIfFull()
            }
        }
        try writeZeros(reader.size - offset, &writer)
    }

    private mutating func writeZeros(_ count: Int64, _ writer: inout ZipWriter) throws {
        guard count > 0 else { return }
        let zeros = [UInt8](repeating: 0, count: Int(min(count, Int64(Self.pieceSize))))
        var rest = count
        while rest > 0 {
            try Task.checkCancellation()
            let part = Int(min(rest, Int64(zeros.count)))
            try writer.write(zeros.span.extracting(first: part), into: &output.bytes)
            rest -= Int64(part)
            try output.flushIfFull()
        }
    }

    private static let pieceSize = 256 << 10
}

extension ZipEntry {
    /// nil for what an archive has no word for.
    fileprivate init?(_ entry: Entry) {
        switch entry.kind {
        case .file: self.init(path: entry.path.bytes, kind: .file)
        case .folder: self.init(path: entry.path.bytes, kind: .folder)
        case .link(let target): self.init(path: entry.path.bytes, kind: .link(target))
        case .hardLink, .fifo, .socket, .characterDevice, .blockDevice: return nil
        }
        permissions = entry.metadata.permissions
        user = entry.metadata.user.id
        group = entry.metadata.group.id
        modified = entry.metadata.modified
    }
}
