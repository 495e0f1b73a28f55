/// A passphrase that opens an age file, and what trying it may cost.
package struct AgePassphrase: Sendable {
    /// What `age` uses: about a second and 256 MiB.
    package static let workFactorStandard = 18
    /// A stranger's file chooses the cost of reading it. 2²⁰ is four seconds and 1 GiB, the most
    /// that a small machine can give.
    package static let workFactorMaxStandard = 20

    package let secret: Secret
    /// For encrypting: the base-two logarithm of scrypt's cost.
    package let workFactor: Int
    /// For decrypting: files that cost more are refused.
    package let workFactorMax: Int

    package init(
        _ secret: Secret, workFactor: Int = workFactorStandard,
        workFactorMax: Int = workFactorMaxStandard
    ) {
        precondition((1...30).contains(workFactor) && (1...30).contains(workFactorMax))
        self.secret = secret
        self.workFactor = workFactor
        self.workFactorMax = workFactorMax
    }
}
