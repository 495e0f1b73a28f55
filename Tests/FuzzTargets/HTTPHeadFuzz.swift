@testable import HTTPServer

/// A head is judged by its bytes, not by the pieces they came in; what is accepted can be asked for
/// everything it says.
package func fuzzHTTPHead(_ input: [UInt8]) {
    let whole = HeadVerdict(input, pieces: input.count)
    // A size that the input chooses, so that cuts fall everywhere.
    let size = 1 + Int(input.first ?? 0) % 7
    precondition(HeadVerdict(input, pieces: size) == whole, "the pieces matter")
    guard case .accepted(let length, let head) = whole else { return }
    precondition(length <= input.count && length <= 32 << 10)
    guard let target = head.target else { preconditionFailure("a head without a target") }
    var fields = HTTPFields()
    fields.bytes = Array(input[..<length])
    fields.entries = head.entries
    precondition(fields.count <= 100)
    for field in fields {
        precondition(fields.contains(HTTPFieldName(field.name)), "a field is not found")
        precondition(!field.value.utf8.contains { $0 < 0x20 && $0 != 0x09 }, "a control byte")
    }
    let request = HTTPRequest(
        method: head.method, fields: fields, target: target, body: .empty, client: .local,
        isSecure: false, forwardedHost: nil, connection: ConnectionID(rawValue: 0),
        registry: nil)
    precondition(request.path.hasPrefix("/") || request.path == "*")
    for segment in request.segments ?? [] {
        precondition(segment != "." && segment != ".." && !segment.utf8.contains(0))
    }
    _ = request.queryItems
    precondition(!(head.isChunked && head.contentLength != nil), "two framings")
}

private enum HeadVerdict: Equatable {
    case accepted(Int, RequestHead)
    case refused(HTTPServerError)
    case incomplete

    init(_ input: [UInt8], pieces size: Int) {
        var parser = RequestHeadParser()
        var end = 0
        repeat {
            end = min(input.count, end + max(1, size))
            do {
                if let length = try parser.parse(input.span.extracting(0..<end)) {
                    self = .accepted(length, parser.head)
                    return
                }
            } catch {
                self = .refused(error)
                return
            }
        } while end < input.count
        self = .incomplete
    }

    static func == (a: HeadVerdict, b: HeadVerdict) -> Bool {
        switch (a, b) {
        case (.accepted(let a, let x), .accepted(let b, let y)):
            a == b && x.method == y.method && x.target == y.target && x.host == y.host
                && x.entries.map(\.value) == y.entries.map(\.value)
                && x.contentLength == y.contentLength && x.isChunked == y.isChunked
        case (.refused(let a), .refused(let b)): a == b
        case (.incomplete, .incomplete): true
        default: false
        }
    }
}
