package import Values

/// What may stand in a log line. A type says so itself; those that hold secrets do not, so that
/// logging one does not compile. There is no conformance for everything that prints.
package protocol Loggable {
    var logged: LogValue { get }
}

/// A value in a log line.
package enum LogValue: Hashable, Sendable {
    case text(String)
    case integer(Int64)
    case number(Double)
    case flag(Bool)
}

extension String: Loggable { package var logged: LogValue { .text(self) } }
extension Bool: Loggable { package var logged: LogValue { .flag(self) } }
extension Int: Loggable { package var logged: LogValue { .integer(Int64(self)) } }
extension Int32: Loggable { package var logged: LogValue { .integer(Int64(self)) } }
extension Int64: Loggable { package var logged: LogValue { .integer(self) } }
extension UInt16: Loggable { package var logged: LogValue { .integer(Int64(self)) } }
extension UInt32: Loggable { package var logged: LogValue { .integer(Int64(self)) } }
extension Double: Loggable { package var logged: LogValue { .number(self) } }
extension UUID: Loggable { package var logged: LogValue { .text(description) } }
extension ID: Loggable { package var logged: LogValue { .text(description) } }
extension Timestamp: Loggable { package var logged: LogValue { .text(description) } }
extension ByteCount: Loggable { package var logged: LogValue { .integer(bytes) } }
extension RequestID: Loggable { package var logged: LogValue { .text(description) } }

extension Duration: Loggable {
    /// In seconds.
    package var logged: LogValue {
        let (seconds, attoseconds) = components
        return .number(Double(seconds) + Double(attoseconds / 1_000_000_000) / 1e9)
    }
}

/// An error in its own words, which by the rules of the house hold no secret.
package struct LoggedError: Loggable {
    private let error: any Error

    package init(_ error: any Error) {
        self.error = error
    }

    package var logged: LogValue { .text("\(error)") }
}
