package import Engine
package import Host
internal import JSON
package import Values

/// An object below `locks`: who is at work on the repository.
package struct LockFile: Hashable, Sendable {
    package var time: Timestamp
    package var isExclusive: Bool
    package var owner: LockOwner
    /// Which process it is, exactly; nil in locks of other programs.
    package var process: ProcessMark?

    package init(
        time: Timestamp, isExclusive: Bool, owner: LockOwner, process: ProcessMark? = nil
    ) {
        self.time = time
        self.isExclusive = isExclusive
        self.owner = owner
        self.process = process
    }

    package init(parsing bytes: [UInt8]) throws(EngineError) {
        let json: JSON
        do throws(JSONError) {
            json = try JSON(parsing: bytes, depthLimit: 8)
        } catch {
            throw .damaged("it is no lock: \(error)")
        }
        guard let time = json["time"]?.text.flatMap({ Timestamp(rfc3339: $0) }) else {
            throw .damaged("it does not say when it was made")
        }
        self.time = time
        isExclusive = json["exclusive"] == .bool(true)
        let pid = Int32(clamping: json["pid"]?.wholeNumber ?? 0)
        owner = LockOwner(
            hostName: json["hostname"]?.text ?? "", userName: json["username"]?.text ?? "",
            pid: pid, uid: UInt32(clamping: json["uid"]?.wholeNumber ?? 0),
            gid: UInt32(clamping: json["gid"]?.wholeNumber ?? 0))
        guard let mark = json["holdfast_process"], let boot = mark["boot"]?.text,
            let numbering = mark["numbering"]?.text, let began = mark["began"]?.wholeNumber
        else { return }
        process = ProcessMark(
            boot: boot, machine: mark["machine"]?.text, numbering: numbering, pid: pid,
            began: UInt64(clamping: began))
    }

    package var encoded: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("time")
        writer.value(time.description)
        writer.key("exclusive")
        writer.value(isExclusive)
        writer.key("hostname")
        writer.value(owner.hostName)
        writer.key("username")
        writer.value(owner.userName)
        writer.key("pid")
        writer.value(owner.pid)
        writer.key("uid")
        writer.value(owner.uid)
        writer.key("gid")
        writer.value(owner.gid)
        if let process {
            writer.key("holdfast_process")
            writer.beginObject()
            writer.key("boot")
            writer.value(process.boot)
            if let machine = process.machine {
                writer.key("machine")
                writer.value(machine)
            }
            writer.key("numbering")
            writer.value(process.numbering)
            writer.key("began")
            writer.value(process.began)
            writer.endObject()
        }
        writer.endObject()
        return writer.takeBytes()
    }
}

extension LockFile {
    /// A lock as old as this was left behind: its owner refreshes it every five minutes.
    package static let staleAfter = Duration.seconds(30 * 60)

    package enum State: Hashable, Sendable {
        case held
        /// Not refreshed for half an hour. Its owner may be asleep.
        case stale
        /// Its process, of this machine, has ended.
        case dead
    }

    /// A lock is dead only where that is certain: many machines are called `localhost`, and the
    /// number of a process of another program may be one of another container.
    /// - Parameter own: The process that asks.
    package func state(
        at now: Timestamp, seenBy machine: String, _ own: ProcessMark? = .current
    ) -> State {
        let age = now - time
        let isStale = age > Self.staleAfter
        if owner.hostName == machine, let process {
            switch process.life(seenBy: own) {
            case .dead: return .dead
            // A clone that was started while we run, or refreshes its lock, is no former start.
            case .otherStart where isStale && age > ProcessMark.machineRuns: return .dead
            case .alive, .otherStart, .unknown: break
            }
        }
        return isStale ? .stale : .held
    }

    /// For people, as in `process 812 of root on example`.
    package var holder: String {
        "process \(owner.pid) of \(owner.userName) on \(owner.hostName)"
    }
}
