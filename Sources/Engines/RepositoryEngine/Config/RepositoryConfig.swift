/// What a repository says of itself: the object `config`.
package struct RepositoryConfig: Hashable, Sendable {
    /// The format's version: 2 has compression, 1 has not.
    package let version: Int
    /// 64 hexadecimal digits that tell repositories from each other.
    package let id: ObjectID
    /// By which the content of files is cut; irreducible, of degree 53.
    package let chunkerPolynomial: UInt64

    package init(version: Int = 2, id: ObjectID, chunkerPolynomial: UInt64) {
        self.version = version
        self.id = id
        self.chunkerPolynomial = chunkerPolynomial
    }
}
