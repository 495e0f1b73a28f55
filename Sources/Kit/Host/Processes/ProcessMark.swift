internal import Glibc
internal import Values

/// Tells a process from every other, also from one that gets its number later, in another container
/// of the machine, or after the machine was started anew.
///
/// Nothing in it tells two machines apart for certain: clones have one id until somebody gives them
/// others.
package struct ProcessMark: Hashable, Sendable {
    /// The kernel's id of this start of the machine; processes of containers share it.
    package let boot: String
    /// The id of the machine as it was installed; nil where it has none.
    package let machine: String?
    /// Which numbering of processes `pid` belongs to.
    package let numbering: String
    package let pid: Int32
    /// Ticks of the machine when the process began.
    package let began: UInt64

    package init(
        boot: String, machine: String? = nil, numbering: String, pid: Int32, began: UInt64
    ) {
        self.boot = boot
        self.machine = machine
        self.numbering = numbering
        self.pid = pid
        self.began = began
    }

    /// Of this process; nil where the kernel does not tell.
    package static let current: ProcessMark? = {
        let pid = getpid()
        guard let boot = read("/proc/sys/kernel/random/boot_id"), let began = beginning(of: pid),
            let numbering = numbering(of: "self")
        else { return nil }
        let machine = read("/etc/machine-id")
        return ProcessMark(
            boot: boot, machine: machine?.isEmpty == false ? machine : nil, numbering: numbering,
            pid: pid, began: began)
    }()

    package enum Life: Hashable, Sendable {
        case alive, dead
        /// It is of another start of this machine, or of a clone of it.
        case otherStart
        /// It is of another machine, or counts its processes otherwise than we do.
        case unknown
    }

    /// Whether the process is still there.
    /// - Parameter own: Who asks; nil where the kernel does not tell.
    package func life(seenBy own: ProcessMark? = .current) -> Life {
        guard let own else { return .unknown }
        guard boot == own.boot else {
            return machine != nil && machine == own.machine ? .otherStart : .unknown
        }
        guard numbering == own.numbering else { return .unknown }
        return Self.beginning(of: pid) == began ? .alive : .dead
    }

    /// How long ago this machine was started.
    package static var machineRuns: Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_BOOTTIME, &time)
        return .seconds(time.tv_sec)
    }

    private static func beginning(of pid: Int32) -> UInt64? {
        guard let fields = fields(of: pid), !hasEnded(fields) else { return nil }
        return fields.count > 19 ? UInt64(fields[19]) : nil
    }

    /// It keeps its number until its parent asks how it ended, which in containers may be never.
    private static func hasEnded(_ fields: [Substring]) -> Bool {
        fields.first == "Z" || fields.first == "X"
    }

    /// The fields of `stat` behind the name, which may hold spaces and brackets: the state, and
    /// when it began as the 20th.
    private static func fields(of pid: Int32) -> [Substring]? {
        guard let text = read("/proc/\(pid)/stat"), let name = text.lastIndex(of: ")") else {
            return nil
        }
        return text[text.index(after: name)...].split(separator: " ")
    }

    private static func numbering(of process: String) -> String? {
        var target = [CChar](repeating: 0, count: 64)
        let count = unsafe readlink("/proc/\(process)/ns/pid", &target, target.count - 1)
        guard count > 0 else { return nil }
        return String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func read(_ path: String) -> String? {
        let path = FilePath(path)
        do throws(FileError) {
            let folder = try Folder(at: path.parent)
            let bytes = try folder.read(RelativePath(entry: path.name), limit: .kibibytes(4))
            let text = String(decoding: bytes, as: UTF8.self)
            return String(text.drop { $0 == "\n" }.prefix { $0 != "\n" })
        } catch {
            return nil
        }
    }
}
