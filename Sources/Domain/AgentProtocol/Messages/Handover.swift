// docs/formats/agent-protocol.md, docs/formats/handover.md

package import Domain
internal import JSON
package import Values

/// To whom an agent that opens a vault sends entries of it: a machine that does not.
package struct Handover: Hashable, Sendable {
    package static let nonceSize = 32

    /// The restore that they are for.
    package let run: ID<Run>
    /// What the machine opens boxes with.
    package let sealing: [UInt8]
    /// A number that the machine chose for this stream alone.
    package let nonce: [UInt8]
    /// False where only what the entries are is asked.
    package let hasContent: Bool

    package init(run: ID<Run>, sealing: [UInt8], nonce: [UInt8], hasContent: Bool) {
        self.run = run
        self.sealing = sealing
        self.nonce = nonce
        self.hasContent = hasContent
    }

    /// What whoever sends signs: its box is for this machine, this restore and this stream.
    package func statement(box: [UInt8]) -> [UInt8] {
        EnrolmentProof.statement(
            "holdfast-handover-1",
            [
                run.description, Hex.encode(sealing), Hex.encode(nonce), hasContent ? "1" : "0",
                Hex.encode(box),
            ])
    }

    static let schema = Schema<Handover>.object(
        "Handover", "The machine that entries are sealed to.",
        Field("run", \.run, .id()), Field("sealing", \.sealing, .exactly(32)),
        Field("nonce", \.nonce, .exactly(nonceSize)), Field("content", \.hasContent, .bool)
    ) { Handover(run: $0, sealing: $1, nonce: $2, hasContent: $3) }
}

/// Where a machine that does not open a vault gets the entries of a restore: from the hub, sealed
/// and signed by an agent that does.
package struct Arrival: Hashable, Sendable, CustomStringConvertible {
    /// Where it asks, `POST`, with what it wants in headers.
    package static let path = "/agent/v1/arrivals"
    package static let nonceHeader = "Holdfast-Nonce"
    /// `1` or `0`.
    package static let contentHeader = "Holdfast-Content"

    package let ticket: String
    /// The vault that they come from.
    package let vault: ID<KnownVault>
    /// What whoever sends signs with.
    package let signing: [UInt8]

    package init(ticket: String, vault: ID<KnownVault>, signing: [UInt8]) {
        self.ticket = ticket
        self.vault = vault
        self.signing = signing
    }

    package var description: String { "‹arrival from \(vault)›" }

    static let schema = Schema<Arrival>.object(
        "Arrival", "Where entries come from that this machine cannot read itself.",
        Field("ticket", \.ticket, .ticket), Field("vault", \.vault, .id()),
        Field("signing", \.signing, .exactly(32))
    ) { Arrival(ticket: $0, vault: $1, signing: $2) }
}
