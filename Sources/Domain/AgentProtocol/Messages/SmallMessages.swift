package import Domain
internal import JSON
package import Values

/// A sign of life with a question for the other's clock.
package struct Ping: Hashable, Sendable {
    package let time: Timestamp
    /// Leases that a worker renews by it.
    package let leases: [RunAttempt]

    package init(time: Timestamp, leases: [RunAttempt] = []) {
        self.time = time
        self.leases = leases
    }

    static let schema = Schema<Ping>.object(
        "Ping", "A sign of life.",
        Field("time", \.time, .timestamp),
        Field(
            "leases", \.leases, .list(of: .attempt, 0...ProtocolLimits.claimsMax), default: [])
    ) { Ping(time: $0, leases: $1) }
}

package struct Pong: Hashable, Sendable {
    /// As the ping said.
    package let asked: Timestamp
    package let time: Timestamp
    /// Leases of the ping that are not the asker's any more.
    package let lost: [RunAttempt]

    package init(asked: Timestamp, time: Timestamp, lost: [RunAttempt] = []) {
        self.asked = asked
        self.time = time
        self.lost = lost
    }

    static let schema = Schema<Pong>.object(
        "Pong", "The answer to a ping.",
        Field("asked", \.asked, .timestamp), Field("time", \.time, .timestamp),
        Field("lost", \.lost, .list(of: .attempt, 0...ProtocolLimits.claimsMax), default: [])
    ) { Pong(asked: $0, time: $1, lost: $2) }
}

/// Records of one incarnation, in order and without gaps.
package struct RecordBatch: Hashable, Sendable {
    package let incarnation: ID<Incarnation>
    package let records: [JournalRecord]

    package init(incarnation: ID<Incarnation>, records: [JournalRecord]) {
        self.incarnation = incarnation
        self.records = records
    }

    static let schema = Schema<RecordBatch>.object(
        "RecordBatch", "Records of one incarnation.",
        Field("incarnation", \.incarnation, .id()),
        Field(
            "records", \.records,
            .list(of: JournalRecord.schema, 1...ProtocolLimits.recordsPerFrame))
    ) { incarnation, records in
        let numbers = records.map(\.sequence)
        guard zip(numbers, numbers.dropFirst()).allSatisfy({ $0 < .max && $0 + 1 == $1 }) else {
            throw Violation.Reason.invalid(
                code: "gap", message: "The records do not follow each other.")
        }
        return RecordBatch(incarnation: incarnation, records: records)
    }
}

/// Which configuration the agent goes by now, and what was wrong with the last it was sent.
package struct Configured: Hashable, Sendable {
    package let hash: [UInt8]?
    package let failure: RunFailure?

    package init(hash: [UInt8]?, failure: RunFailure? = nil) {
        self.hash = hash
        self.failure = failure
    }

    static let schema = Schema<Configured>.object(
        "Configured", "Which configuration an agent goes by.",
        Field(optional: "hash", \.hash, .exactly(32)),
        Field(optional: "failure", \.failure, .failure)
    ) { Configured(hash: $0, failure: $1) }
}

/// What there is to know of a machine; sent after a welcome and when it changes.
package struct HostFacts: Hashable, Sendable {
    package struct Disk: Hashable, Sendable {
        package let mount: String
        package let size: ByteCount
        package let free: ByteCount

        package init(mount: String, size: ByteCount, free: ByteCount) {
            self.mount = mount
            self.size = size
            self.free = free
        }

        static let schema = Schema<Disk>.object(
            "Disk", "A mounted file system.",
            Field("mount", \.mount, .field(Fields.path)), Field("size", \.size, .bytes),
            Field("free", \.free, .bytes)
        ) { Disk(mount: $0, size: $1, free: $2) }
    }

    package let hostName: String
    package let system: String
    package let architecture: String
    package let program: String
    package let processors: Int
    package let memory: ByteCount
    package let disks: [Disk]

    package init(
        hostName: String, system: String, architecture: String, program: String, processors: Int,
        memory: ByteCount, disks: [Disk]
    ) {
        self.hostName = hostName
        self.system = system
        self.architecture = architecture
        self.program = program
        self.processors = processors
        self.memory = memory
        self.disks = disks
    }

    static let schema = Schema<HostFacts>.object(
        "HostFacts", "What there is to know of a machine.",
        Field("hostName", \.hostName, .field(Fields.hostName)),
        Field("system", \.system, .text(1...200)),
        Field("architecture", \.architecture, .text(1...40)),
        Field("program", \.program, .text(1...100)),
        Field("processors", \.processors, .integer(1...65_536)),
        Field("memory", \.memory, .bytes),
        Field("disks", \.disks, .list(of: Disk.schema, 0...256))
    ) {
        HostFacts(
            hostName: $0, system: $1, architecture: $2, program: $3, processors: $4, memory: $5,
            disks: $6)
    }
}
