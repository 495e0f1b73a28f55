internal import Glibc
package import Values

extension MetricRegistry {
    /// What every process tells of itself, under the names that dashboards know.
    package func registerProcess(startedAt start: Timestamp) {
        gauge("process_start_time_seconds", "When the process started, in seconds since 1970.") {
            Double(start.milliseconds) / 1000
        }
        counter("process_cpu_seconds_total", "Processor time used, by us and by the kernel for us.")
        {
            var usage = rusage()
            unsafe getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
            return seconds(usage.ru_utime) + seconds(usage.ru_stime)
        }
        gauge("process_resident_memory_bytes", "Memory that is in use and in RAM.") {
            residentBytes() ?? .nan
        }
    }
}

private func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) / 1e6
}

/// The second number of `statm` counts resident pages.
private func residentBytes() -> Double? {
    let file = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: 128)
    let count = unsafe read(file, &buffer, buffer.count)
    guard count > 0 else { return nil }
    let numbers = String(decoding: buffer[..<count], as: UTF8.self).split(separator: " ")
    guard numbers.count > 1, let pages = Double(numbers[1]) else { return nil }
    return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
}
