internal import Glibc
internal import Synchronization
internal import Values

/// Moments as trees and snapshots write them: RFC 3339 in the zone of the machine, with as many
/// digits of the second as it takes, as in `2026-11-21T03:46:29.25+01:00`.
enum GoTime {
    /// The years that four digits can say; what is beyond is moved there.
    private static let years = 0...9999

    /// With quotation marks.
    static func append(_ time: FileTime, _ zone: inout LocalZone, to bytes: inout [UInt8]) {
        if zone.lastTime == time { return bytes.append(contentsOf: zone.lastText) }
        let start = bytes.count
        format(time, &zone, to: &bytes)
        zone.lastTime = time
        zone.lastText.removeAll(keepingCapacity: true)
        zone.lastText.append(contentsOf: bytes[start...])
    }

    private static func format(
        _ time: FileTime, _ zone: inout LocalZone, to bytes: inout [UInt8]
    ) {
        let offset = zone.offset(at: time.seconds)
        let (local, isTooLarge) = time.seconds.addingReportingOverflow(Int64(offset))
        var date = CalendarDate(secondsSince1970: isTooLarge ? time.seconds : local)
        if !years.contains(date.year) { date = clamped(date) }
        bytes.append(UInt8(ascii: "\""))
        append(date.year, 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(date.month, 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(date.day, 2, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        append(date.hour, 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(date.minute, 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(date.second, 2, to: &bytes)
        appendFraction(time.nanoseconds, to: &bytes)
        appendOffset(offset, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// What `append` writes, without the quotation marks; nil for anything else. Any offset is
    /// understood, and nine digits of a second at most.
    static func time(_ text: Span<UInt8>) -> FileTime? {
        var reader = GoTimeReader()
        return reader.time(text)
    }

    private static func clamped(_ date: CalendarDate) -> CalendarDate {
        var date = date
        date.year = date.year < 0 ? years.lowerBound : years.upperBound
        // The 29th of February is the first of March where there is none.
        return CalendarDate(secondsSince1970: date.secondsSince1970)
    }

    private static func append(_ value: Int, _ width: Int, to bytes: inout [UInt8]) {
        var scale = 1
        for _ in 1..<width { scale *= 10 }
        while scale > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(value / scale % 10))
            scale /= 10
        }
    }

    private static func appendFraction(_ nanoseconds: UInt32, to bytes: inout [UInt8]) {
        guard nanoseconds > 0 else { return }
        var (value, width) = (Int(nanoseconds), 9)
        while value % 10 == 0 { (value, width) = (value / 10, width - 1) }
        bytes.append(UInt8(ascii: "."))
        append(value, width, to: &bytes)
    }

    /// Zones of long ago are off by seconds too, which the notation cannot say.
    private static func appendOffset(_ seconds: Int, to bytes: inout [UInt8]) {
        let minutes = abs(seconds) / 60
        guard seconds != 0 else { return bytes.append(UInt8(ascii: "Z")) }
        bytes.append(UInt8(ascii: seconds / 60 < 0 ? "-" : "+"))
        append(minutes / 60, 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(minutes % 60, 2, to: &bytes)
    }
}

/// How far the machine's clock is from UTC at any moment. Asking the C library takes a lock, so
/// what it said for a quarter of an hour is kept for a while: no zone changes within one.
struct LocalZone: Sendable {
    private static let slots = 256
    private static let span: Int64 = 900

    private var moments: [Int64]
    private var offsets: [Int32]
    /// What was written last, and how: an entry mostly has the same time twice.
    fileprivate var lastTime: FileTime?
    fileprivate var lastText: [UInt8] = []

    init() {
        tzset()
        moments = [Int64](repeating: .min, count: Self.slots)
        offsets = [Int32](repeating: 0, count: Self.slots)
    }

    /// Seconds east of UTC.
    mutating func offset(at seconds: Int64) -> Int {
        let quarter = seconds >= 0 ? seconds / Self.span : ~(~seconds / Self.span)
        let slot = Int(quarter & Int64(Self.slots - 1))
        if moments[slot] == quarter { return Int(offsets[slot]) }
        var moment = time_t(seconds)
        var broken = unsafe tm()
        let offset = unsafe localtime_r(&moment, &broken) == nil ? 0 : broken.tm_gmtoff
        moments[slot] = quarter
        offsets[slot] = Int32(offset)
        return offset
    }
}
