/// Content to be put into a vault.
package struct ObjectBody: Sendable {
    /// nil when only the end of the content tells.
    package let length: Int64?
    /// Whether `open` may be called again, for another attempt. A body that cannot is sent once,
    /// and a failure on the way is its caller's to handle.
    package let isRepeatable: Bool
    /// Asked before every attempt but the first; what it throws ends them. Between two attempts
    /// hours may pass, and with them the right to publish.
    package let beforeRepeating: @Sendable () async throws -> Void
    private let opening: @Sendable () async throws -> any ObjectReader

    package init(
        length: Int64?, isRepeatable: Bool,
        beforeRepeating: @escaping @Sendable () async throws -> Void = {},
        open: @escaping @Sendable () async throws -> any ObjectReader
    ) {
        self.length = length
        self.isRepeatable = isRepeatable
        self.beforeRepeating = beforeRepeating
        opening = open
    }

    package static func bytes(
        _ content: [UInt8], beforeRepeating: @escaping @Sendable () async throws -> Void = {}
    ) -> ObjectBody {
        ObjectBody(
            length: Int64(content.count), isRepeatable: true, beforeRepeating: beforeRepeating
        ) { BytesReader(content) }
    }

    /// The same body, each of its readers seen through another one.
    package func seen(
        through lens: @escaping @Sendable (any ObjectReader) -> any ObjectReader
    ) -> ObjectBody {
        ObjectBody(length: length, isRepeatable: isRepeatable, beforeRepeating: beforeRepeating) {
            lens(try await opening())
        }
    }

    /// The content from its start.
    package func open() async throws -> any ObjectReader {
        try await opening()
    }
}
