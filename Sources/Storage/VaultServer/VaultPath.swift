internal import RESTProtocol
package import Storage

/// Where a vault lies below the served folder, and what its address has after the host, as in
/// `web1/home`.
package struct VaultPath: Hashable, Sendable, CustomStringConvertible {
    /// Deeper than anybody sorts vaults by hand.
    package static let partsMax = 8
    /// Leaves room for the names in it on every file system.
    package static let lengthMax = 255

    package let name: ObjectName

    /// Throws `.badName` for what is no name of an object, and for words that the protocol has.
    package init(_ text: some StringProtocol) throws(StorageError) {
        let name = try ObjectName(text)
        let parts = name.parts
        guard parts.count <= Self.partsMax, name.text.utf8.count <= Self.lengthMax else {
            throw StorageError(
                .badName,
                "a vault's path has at most \(Self.partsMax) names and "
                    + "\(Self.lengthMax) bytes")
        }
        if let word = parts.first(where: { RESTWords.reserved.contains(String($0)) }) {
            throw StorageError(
                .badName, "no part of a vault's path can be \"\(word)\": the protocol uses it")
        }
        self.name = name
    }

    /// Whether another is this one or lies below it.
    package func holds(_ other: VaultPath) -> Bool {
        self == other || other.name.isBelow(name)
    }

    package var description: String { name.text }
}
