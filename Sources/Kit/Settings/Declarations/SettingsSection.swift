/// A part of the settings: a plain struct with one stored property per setting.
///
///     struct LogSettings: SettingsSection {
///         var level: LogLevel
///         var format: LogFormat
///
///         static let defaults = LogSettings(level: .info, format: .text)
///         static let name = "log"
///         static let settings: [Setting<LogSettings>] = [
///             Setting(\.level, "level", .choice, "The least severe messages that are written."),
///             Setting(\.format, "format", .choice, "How messages are written."),
///         ]
///     }
///
/// From the names follow the rest: `level` below `[log]` in the file is `--log-level` on the
/// command line and, with the program's prefix, `HOLDFAST_LOG_LEVEL` in the environment.
package protocol SettingsSection: Sendable {
    /// The word in brackets in the file; empty for the settings above all brackets.
    static var name: String { get }
    static var defaults: Self { get }
    static var settings: [Setting<Self>] { get }

    /// What is wrong with values that are right one by one, as a sentence; nil where nothing is.
    var contradiction: String? { get }
}

extension SettingsSection {
    package var contradiction: String? { nil }
}
