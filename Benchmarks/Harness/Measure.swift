import Glibc
import Host

/// Ways to take one measurement.
enum Measure {
    /// Seconds that `body` took.
    static func seconds(_ body: () async throws -> Void) async rethrows -> Double {
        let began = MonotonicTime.nanoseconds
        try await body()
        return Double(MonotonicTime.nanoseconds - began) / 1e9
    }

    /// Work done in this process, as units per second, with the processor time of the process.
    static func rate(of units: Double, _ body: () async throws -> Void) async rethrows
        -> Measurement
    {
        let before = cpuSeconds()
        let wall = try await seconds(body)
        return Measurement(value: units / wall, cpuSeconds: cpuSeconds() - before)
    }

    /// What a program took from start to end.
    struct ProgramUse {
        let wallSeconds: Double
        let cpuSeconds: Double
        let peakBytes: Int

        /// As units per second of wall time.
        func rate(of units: Double) -> Measurement {
            Measurement(value: units / wallSeconds, cpuSeconds: cpuSeconds, peakBytes: peakBytes)
        }

        var seconds: Measurement {
            Measurement(value: wallSeconds, cpuSeconds: cpuSeconds, peakBytes: peakBytes)
        }
    }

    struct ProgramFailed: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs a program to its end; it must succeed. The kernel counts it and all its children.
    static func program(
        _ arguments: [String], input: String = "/dev/null", output: String = "/dev/null"
    ) throws -> ProgramUse {
        let began = MonotonicTime.nanoseconds
        let child = try start(arguments, input: input, output: output)
        var status: Int32 = 0
        var usage = rusage()
        guard wait4(child, &status, 0, &usage) == child, status == 0 else {
            throw ProgramFailed(
                description: "\(arguments.joined(separator: " ")) ended with status \(status)")
        }
        return ProgramUse(
            wallSeconds: Double(MonotonicTime.nanoseconds - began) / 1e9,
            cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
            peakBytes: usage.ru_maxrss << 10)
    }

    private static func start(_ arguments: [String], input: String, output: String) throws -> pid_t
    {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var child: pid_t = 0
        let code = posix_spawnp(&child, arguments[0], &actions, nil, &words, environ)
        guard code == 0 else {
            throw ProgramFailed(description: "\(arguments[0]): \(String(cString: strerror(code)))")
        }
        return child
    }

    /// Of all threads of a process so far, to the nanosecond.
    static func cpuSeconds(of process: pid_t) throws -> Double {
        var clock = clockid_t()
        guard clock_getcpuclockid(process, &clock) == 0 else {
            throw ProgramFailed(description: "there is no process \(process)")
        }
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Of this process so far.
    private static func cpuSeconds() -> Double {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }
}
