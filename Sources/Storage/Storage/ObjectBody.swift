/// Content to be put into a vault.
package struct ObjectBody: Sendable {
    /// nil when only the end of the content tells.
    package let length: Int64?
    /// Whether `open` may be called again, for another attempt. A body that cannot is sent once,
    /// and a failure on the way is its caller's to handle.
    package let isRepeatable: Bool
    private let opening: @Sendable () async throws -> any ObjectReader

    package init(
        length: Int64?, isRepeatable: Bool,
        open: @escaping @Sendable () async throws -> any ObjectReader
    ) {
        self.length = length
        self.isRepeatable = isRepeatable
        opening = open
    }

    package static func bytes(_ content: [UInt8]) -> ObjectBody {
        ObjectBody(length: Int64(content.count), isRepeatable: true) { BytesReader(content) }
    }

    /// The content from its start.
    package func open() async throws -> any ObjectReader {
        try await opening()
    }
}
