internal import Connector
internal import Host
internal import SFTP
internal import Storage

/// Reads a file of the server from its start to its end, with many requests ahead of whoever takes
/// it. When the line breaks it goes on over the next one, if the file is still the same.
final class RemoteReader: ContentReader {
    private static let requestsMax = 64
    /// New connections in turn that gave not one byte: the file itself seems to break them.
    private static let fruitlessMax = 5

    private struct Request {
        let reply: Reply
        let range: Range<Int64>
    }

    let size: Int64
    let extents: [DataExtent]? = nil
    private let file: RemoteContent
    private let line: SFTPLine
    private var client: SFTPClient
    private var handle: SFTPHandle
    private let before: SFTPAttributes
    private var requested: Int64 = 0
    private var waiting: [Request] = []
    private var piece: ArraySlice<UInt8> = []
    /// Of what was handed over.
    private var offset: Int64 = 0
    private var endedEarly = false
    private var fruitless = 0
    /// Why the server gives no more of this file.
    private var refusal: SFTPStatus?

    init(_ file: RemoteContent, _ line: SFTPLine) throws {
        self.file = file
        self.line = line
        (client, handle, before) = try Self.open(file, line)
        size = Int64(clamping: before.size ?? 0)
    }

    deinit {
        client.connection.forget(.close(handle))
    }

    private static func open(
        _ file: RemoteContent, _ line: SFTPLine
    ) throws -> (SFTPClient, SFTPHandle, SFTPAttributes) {
        try line.patiently { client in
            let opened = try client.send(
                .open(path: RemotePath.path(file.path.bytes), .read, mode: 0))
            switch try opened.wait() {
            case .handle(let handle):
                guard case .attributes(let found) = try client.send(.handleStatus(handle)).wait()
                else { throw client.unexpected("look at \(file.path)", nil) }
                guard found.kind == .file else {
                    client.connection.forget(.close(handle))
                    throw EntryIssue(
                        .vanished, file.path,
                        "\(RemotePath.shown(file.path.bytes)) is not a file any more")
                }
                return (client, handle, found)
            case .status(let status): throw file.issue(status, "open")
            default: throw client.unexpected("open \(file.path)", nil)
            }
        }
    }

    func read(into room: inout OutputSpan<UInt8>) throws {
        ThreadRole.requireBlockingAllowed("RemoteReader.read")
        while piece.isEmpty, !endedEarly, offset < size { try takeNext() }
        let part = piece.prefix(room.freeCapacity)
        room.append(part)
        piece = piece.dropFirst(part.count)
    }

    /// Sends requests as far ahead as allowed and takes the earliest.
    private func takeNext() throws {
        do throws(StorageError) {
            while requested < size, waiting.count < Self.requestsMax {
                let end = min(size, requested + Int64(client.facts.blockSize))
                waiting.append(try request(requested..<end))
                requested = end
            }
            guard !waiting.isEmpty else { return }
            let first = waiting.removeFirst()
            let response = try first.reply.wait()
            try take(response, first.range)
        } catch {
            guard SFTPLine.isLost(error), fruitless < Self.fruitlessMax else { throw error }
            fruitless += 1
            try goOn()
        }
        if let refusal { throw file.issue(refusal, "read") }
    }

    private func request(_ range: Range<Int64>) throws(StorageError) -> Request {
        Request(
            reply: try client.send(
                .read(handle, offset: UInt64(range.lowerBound), count: UInt32(range.count))),
            range: range)
    }

    private func take(
        _ response: SFTPResponse, _ range: Range<Int64>
    ) throws(StorageError) {
        switch response {
        case .data(let bytes) where !bytes.isEmpty && bytes.count <= range.count:
            piece = bytes[...]
            fruitless = 0
            offset += Int64(bytes.count)
            // A server may give less than it was asked for; the rest is asked for at once.
            guard bytes.count < range.count else { return }
            let rest = range.lowerBound + Int64(bytes.count)..<range.upperBound
            waiting.insert(try request(rest), at: 0)
        case .status(let status) where status.code == .endOfFile: endedEarly = true
        case .status(let status):
            let error = client.error(status, "read \(file.path)", nil)
            if SFTPLine.isLost(error) { throw error }
            refusal = status
        default: throw client.unexpected("read \(file.path)", nil)
        }
    }

    /// Over a new connection from where it was.
    private func goOn() throws {
        waiting = []
        requested = offset
        let (client, handle, found) = try Self.open(file, line)
        self.client = client
        self.handle = handle
        guard found.size == before.size, found.modified == before.modified else {
            throw EntryIssue(
                .torn(.changed), file.path,
                "\(RemotePath.shown(file.path.bytes)) changed while the connection was lost")
        }
    }

    func finish() throws -> ContentOutcome {
        ThreadRole.requireBlockingAllowed("RemoteReader.finish")
        let after = try line.patiently { try $0.look(at: RemotePath.path(file.path.bytes)) }
        // It has no name any more; what was read is still what it was.
        guard let after else { return endedEarly ? .torn(.shrank) : .whole }
        guard after.kind == .file else { return .torn(.replaced) }
        return RemoteChange.outcome(from: before, to: after, endedEarly: endedEarly)
    }
}
