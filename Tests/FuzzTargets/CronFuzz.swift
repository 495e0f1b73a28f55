internal import Cron
internal import Values

/// Expressions: what is read is written and read again as the same, and looking forwards and
/// backwards comes to the same instants. Zones: no file does harm, nor does looking for times in
/// it.
package func fuzzCron(_ input: [UInt8]) {
    let text = String(decoding: input, as: UTF8.self)
    if let expression = try? CronExpression(text) {
        guard let again = try? CronExpression(expression.description) else {
            preconditionFailure("unreadable: \(expression)")
        }
        precondition(again == expression, "\(expression)")
        checkTimes(of: Timetable(expression, in: .utc))
    }
    // As a whole file, and as the rule at the end of one that is right.
    let files = [input, zoneFile + input + [UInt8(ascii: "\n")]]
    guard let nightly = try? CronExpression("30 2 * * *") else {
        preconditionFailure("the expression is right")
    }
    for file in files {
        guard let zone = try? Zone(name: "Fuzz/Zone", file: file) else {
            continue  // Refused, as most inputs are.
        }
        checkTimes(of: Timetable(nightly, in: zone))
    }
}

private func checkTimes(of timetable: Timetable) {
    for second: Int64 in [-3_000_000_000, 0, 1_774_000_000, 9_000_000_000, .min / 1000] {
        let moment = Timestamp(seconds: second)
        guard let next = timetable.next(after: moment) else { continue }
        precondition(next > moment, "next")
        guard let previous = timetable.previous(before: next) else { continue }
        precondition(previous < next, "previous")
        precondition(previous <= moment, "nothing lies between")
    }
}

/// The second version with one offset, one hour, up to the line feed before its rule.
private let zoneFile: [UInt8] = {
    let counts: [UInt8] = [0, 0, 0, 0, 1, 4].flatMap { [0, 0, 0, $0] }
    let header = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + counts
    let block: [UInt8] = [0, 0, 0x0E, 0x10, 0, 0] + Array("ONE\0".utf8)
    return header + block + header + block + [UInt8(ascii: "\n")]
}()
