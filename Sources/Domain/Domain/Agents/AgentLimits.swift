package import Values

/// How much of its machine an agent takes.
package struct AgentLimits: Hashable, Sendable {
    /// Bytes a second to vaults, all runs together; nil for as fast as it goes.
    package var upload: ByteCount?
    package var download: ByteCount?
    /// From 0, as everybody, to 19; nil leaves it as the machine's administrator has it.
    package var niceness: Int?

    package init(
        upload: ByteCount? = nil, download: ByteCount? = nil, niceness: Int? = nil
    ) {
        self.upload = upload
        self.download = download
        self.niceness = niceness
    }

    package static let none = AgentLimits()
}
