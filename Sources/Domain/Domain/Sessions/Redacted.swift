/// A value that no log, message or dump ever shows.
package protocol Redacted: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
}

extension Redacted {
    package var description: String { "‹redacted›" }
    package var debugDescription: String { description }
    /// `dump` and string interpolation of a containing value go around `description`.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
