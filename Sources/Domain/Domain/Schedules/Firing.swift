// docs/formats/agent-protocol.md, "Firings"

package import Values

/// One time at which a schedule is due for a source. There is never a second run of one firing:
/// the run's id follows from it, whoever fires and however often.
package struct Firing: Hashable, Sendable {
    package let schedule: ID<Schedule>
    package let source: ID<Source>
    /// The nominal time, without jitter.
    package let time: Timestamp

    package init(schedule: ID<Schedule>, source: ID<Source>, time: Timestamp) {
        self.schedule = schedule
        self.source = source
        self.time = time
    }

    /// A UUID of version 8: the nominal time in its first 48 bits, as version 7 has it, then 74
    /// bits of the SHA-256 of `canonical`.
    package func run(sha256: SHA256Function) -> ID<Run> {
        let hash = sha256(canonical)
        precondition(hash.count == 32, "SHA-256 has 32 bytes")
        let high = hash[0..<2].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let low = hash[2..<10].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let time = UInt64(bitPattern: time.milliseconds) << 16
        return ID(
            UUID(high: time | 0x8000 | high & 0x0FFF, low: 0x8000_0000_0000_0000 | low >> 2))
    }

    /// A version line, then each field as a netstring.
    package var canonical: [UInt8] {
        var bytes = Array("holdfast-firing-1\n".utf8)
        for field in [schedule.description, source.description, String(time.milliseconds)] {
            bytes += Array("\(field.utf8.count):\(field),".utf8)
        }
        return bytes
    }

    /// How far the firing is put off: anything from nothing to `most`, always the same for one
    /// schedule and source, so that the times between firings stay what the schedule says.
    package func jitter(most: Duration) -> Duration {
        let span = UInt64(max(0, most.milliseconds)) + 1
        var mixed = schedule.uuid.high ^ 0x9E37_79B9_7F4A_7C15
        for word in [schedule.uuid.low, source.uuid.high, source.uuid.low] {
            mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            mixed ^= mixed >> 31 ^ word
        }
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        return .milliseconds(Int64((mixed ^ mixed >> 31) % span))
    }
}

/// Who fires.
package enum FiringParty: Hashable, Sendable {
    /// The source's own agent, online or not: nobody else ever does.
    case agent(ID<Agent>)
    case hub

    package init(_ place: SourcePlace) {
        switch place {
        case .agent(let agent): self = .agent(agent)
        case .pool: self = .hub
        }
    }
}
