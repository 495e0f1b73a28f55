package import Values

/// What a machine says of itself. Shown to people; nothing is decided by it.
package struct Machine: Hashable, Sendable {
    package let hostName: String
    /// As in `holdfast 0.5.0`.
    package let program: String
    package let system: String
    package let architecture: String
    /// Nil until it has told.
    package var capacity: Capacity?

    /// What a machine has.
    package struct Capacity: Hashable, Sendable {
        package let processors: Int
        package let memory: ByteCount

        package init(processors: Int, memory: ByteCount) {
            self.processors = processors
            self.memory = memory
        }
    }

    package init(
        hostName: String, program: String, system: String, architecture: String,
        capacity: Capacity? = nil
    ) {
        self.hostName = hostName
        self.program = program
        self.system = system
        self.architecture = architecture
        self.capacity = capacity
    }
}
