

/// A tree of everything that a file system can hold and a backup can get wrong.
package struct TortureTree: Sendable {
    package let path: String
}
