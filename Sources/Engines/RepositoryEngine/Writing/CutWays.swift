/// How the vaults of one backup want content cut. Each repository has a polynomial of its own, and
/// those that share one share all work but the sealing.
struct CutWays: Sendable {
    let chunkers: [Chunker]
    /// Each with its way of cutting.
    let lanes: [(lane: VaultLane, cut: Int)]

    init(_ lanes: [VaultLane]) {
        var polynomials: [Polynomial] = []
        self.lanes = lanes.map { lane in
            let polynomial = lane.vault.config.chunkerPolynomial
            if let cut = polynomials.firstIndex(of: polynomial) { return (lane, cut) }
            polynomials.append(polynomial)
            return (lane, polynomials.count - 1)
        }
        chunkers = polynomials.map { Chunker($0) }
    }

    var count: Int { chunkers.count }
}
