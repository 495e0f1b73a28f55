package import HTTPClient
package import Storage
package import Values

/// A response whose place among the transfers is held until its body has been read to the end, or
/// is let go of. Finish it before you ask for anything more: the place may be needed for that.
package struct HTTPReply: Sendable {
    /// Errors and short answers are no longer.
    package static let textMax = ByteCount.mebibytes(1)

    package let response: ClientResponse
    let slot: TransferSlots.Slot
    let place: String
    package let object: ObjectName?

    package var status: Int { response.status }
    package var isSuccess: Bool { (200..<300).contains(status) }

    package func header(_ name: String) -> String? { response.header(name) }

    /// The body as it comes.
    package func reader() -> HTTPReader { HTTPReader(self) }

    /// The body as a whole object, with its length where the server says it: who knows where the
    /// end is can go on reading after a connection broke.
    package func wholeReader(of name: ObjectName) -> any ObjectReader {
        let isPlain = header("Content-Encoding") == nil
        let length = isPlain ? header("Content-Length").flatMap { Int64($0) } : nil
        return ExactReader(reader(), length: length.flatMap { $0 >= 0 ? $0 : nil }, of: name)
    }

    /// All of a short body.
    package func collect(limit: ByteCount = textMax) async throws -> [UInt8] {
        defer { slot.giveBack() }
        do {
            return try await response.body.collect(limit: limit)
        } catch let error as ClientError {
            throw StorageError(error, at: place, object)
        }
    }

    /// Reads a short body to its end, so that its connection and its place may serve again.
    package func finish() async throws {
        _ = try await collect()
    }

    /// What the status stands for, with the server and the object in its sentence.
    package func failure(_ kind: StorageError.Kind? = nil) -> StorageError {
        let kind = kind ?? HTTPFailure.kind(ofStatus: status, retryAfter: response.retryAfter)
        let what = object.map { " for \($0)" } ?? ""
        var message = "\(place) answered with status \(status)\(what): "
        if (300..<400).contains(status) {
            message += "it lies at another address\(destination)"
        } else {
            message += HTTPFailure.words(for: status)
        }
        return StorageError(kind, message, object: object)
    }

    /// Without a query, which may be a signature, and without what stands before an `@`.
    private var destination: String {
        guard let location = header("Location"), !location.contains("@") else { return "" }
        return ", " + location.prefix { $0 != "?" && $0 != "#" }
    }
}

/// The body of a response, for whoever reads an object.
package final class HTTPReader: ObjectReader {
    private let reply: HTTPReply

    init(_ reply: HTTPReply) {
        self.reply = reply
    }

    package func next() async throws -> [UInt8]? {
        var iterator = reply.response.body.makeAsyncIterator()
        do {
            if let piece = try await iterator.next() { return piece }
            reply.slot.giveBack()
            return nil
        } catch let error as ClientError {
            reply.slot.giveBack()
            throw StorageError(error, at: reply.place, reply.object)
        }
    }
}

extension StorageError {
    package init(_ error: ClientError, at place: String, _ object: ObjectName? = nil) {
        let kind = HTTPFailure.kind(of: error)
        guard kind != .cancelled else {
            self = .cancellation(object)
            return
        }
        let what = object.map { " (\($0))" } ?? ""
        self.init(
            kind, "\(place)\(what): \(error.message)", object: object, underlying: error)
    }
}
