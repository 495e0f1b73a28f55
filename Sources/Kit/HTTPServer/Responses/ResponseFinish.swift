internal import Telemetry

/// Makes text smaller: gzip's format, whole. The router's owner brings it along.
package typealias Compressor = @Sendable ([UInt8]) -> [UInt8]

/// What is done to every answer before it goes out: the request's id, the fields that tell browsers
/// to be careful, and gzip.
package struct ResponseFinish: Sendable {
    /// Less does not get smaller by more than its new fields cost.
    private static let compressedBytesMin = 1024
    /// More would hold up the loop for longer than a request may; large text is streamed or
    /// compressed beforehand.
    private static let compressedBytesMax = 512 << 10

    private let compress: Compressor?

    package init(compress: Compressor? = nil) {
        self.compress = compress
    }

    func apply(to response: inout HTTPResponse, for request: HTTPRequest, _ id: RequestID) {
        if let compress { gzip(&response, for: request, compress) }
        let block = SecurityFields.block(for: response, isSecure: request.isSecure)
        response.fields.append(block, id)
    }

    private func gzip(
        _ response: inout HTTPResponse, for request: HTTPRequest, _ compress: Compressor
    ) {
        guard case .bytes(let bytes) = response.body, bytes.count >= Self.compressedBytesMin,
            bytes.count <= Self.compressedBytesMax, response.status != .partialContent,
            !response.fields.contains(.contentEncoding),
            MediaType(response.fields[.contentType] ?? "")?.isCompressible == true
        else { return }
        response.fields.append(.vary, "Accept-Encoding")
        let wish = request.fields.list(of: .acceptEncoding).joined(separator: ",")
        guard ContentCoding.chosen(by: wish) == .gzip else { return }
        let small = compress(bytes)
        guard small.count < bytes.count else { return }
        response.body = .bytes(small)
        response.fields.append(.contentEncoding, "gzip")
        // Offsets into it would be offsets into bytes that the next answer may not have.
        response.fields.remove(.acceptRanges)
        if let tag = response.fields[.eTag].flatMap(EntityTag.list)?.first {
            response.fields[.eTag] = tag.gzipped.description
        }
    }
}
