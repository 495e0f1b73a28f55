internal import HTTPServer
internal import LocalStorage
internal import RESTProtocol
internal import Storage
internal import Synchronization
internal import Values

extension OpenVault {
    /// An object, a part of it, or only what is known of it.
    func read(_ name: ObjectName, _ request: HTTPRequest) async throws -> HTTPResponse {
        if request.method != .head { try await requirePart(in: name, isChange: false) }
        guard let info = try await storage.head(name) else { throw VaultRefusal.notFound }
        var fields: HTTPFields = [
            .contentType: "application/octet-stream", .acceptRanges: "bytes",
        ]
        if let modified = info.modified { fields[.lastModified] = HTTPDate.format(modified) }
        let size = Int(clamping: info.size)
        switch ByteRange.evaluate(request, length: size, modified: info.modified) {
        case .outside:
            fields[.contentRange] = "bytes */\(size)"
            return HTTPResponse(.rangeNotSatisfiable, fields: fields)
        case .whole:
            return try await send(name, 0..<size, .ok, fields, isHead: request.method == .head)
        case .part(let range):
            fields[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
            return try await send(name, range, .partialContent, fields, isHead: false)
        }
    }

    private func send(
        _ name: ObjectName, _ range: Range<Int>, _ status: HTTPStatus, _ fields: HTTPFields,
        isHead: Bool
    ) async throws -> HTTPResponse {
        guard !isHead else {
            // Only the length of it goes out.
            return HTTPResponse(
                status, fields: fields, body: .stream(length: range.count) { _ in })
        }
        let reader = try await storage.get(name, Int64(range.lowerBound)..<Int64(range.upperBound))
        return HTTPResponse(
            status, fields: fields,
            body: .stream(length: range.count) { writer in
                while let piece = try await reader.next() { try await writer.write(piece) }
            })
    }

    /// Restic's list of one folder: bare names, or with sizes for who asks for the second version.
    func list(_ kind: RESTName.Kind, _ request: HTTPRequest) async throws -> HTTPResponse {
        try await requireThere()
        let tellsSizes = request.fields.list(of: .accept).contains(RESTListing.contentType)
        let folder = try ObjectName(kind.rawValue)
        let separator = Separator()
        let vault = storage
        return HTTPResponse(
            .ok,
            fields: [
                .contentType: tellsSizes ? RESTListing.contentType : RESTListing.contentTypeV1
            ],
            body: .stream(length: nil) { writer in
                try await writer.write("[")
                try await vault.list(folder) { batch in
                    var text: [UInt8] = []
                    for info in batch {
                        guard let id = RESTName(info.name)?.id else { continue }
                        text += separator.next().utf8
                        text +=
                            tellsSizes
                            ? "{\"name\":\"\(id)\",\"size\":\(info.size)}".utf8 : "\"\(id)\"".utf8
                    }
                    try await writer.write(text)
                }
                try await writer.write("]\n")
            })
    }

    /// Our own list: everything below a folder.
    func list(_ folder: ObjectName?) async throws -> HTTPResponse {
        try await requireThere()
        let vault = storage
        return HTTPResponse(
            .ok, fields: [.contentType: ObjectLines.contentType],
            body: .stream(length: nil) { writer in
                try await vault.list(folder) { batch in
                    var text: [UInt8] = []
                    for info in batch { ObjectLines.append(info, to: &text) }
                    try await writer.write(text)
                }
            })
    }
}

/// A comma before every element but the first.
private final class Separator: Sendable {
    private let isFirst = Mutex(true)

    func next() -> String {
        isFirst.withLock { isFirst in
            defer { isFirst = false }
            return isFirst ? "" : ","
        }
    }
}
