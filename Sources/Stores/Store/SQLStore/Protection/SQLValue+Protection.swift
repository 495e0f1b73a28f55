internal import AgentProtocol
internal import Cron
package import Domain
internal import JSON
internal import Values

// How the parts of vaults, sources and schedules lie in columns.

extension KnownVault.Format: SQLConvertible {}
extension KnownVault.Readiness: SQLConvertible {}
extension SourceKind: SQLConvertible {}
extension OverlapPolicy: SQLConvertible {}
extension IssueRule: SQLConvertible {}
extension SecretPurpose: SQLConvertible {}
extension SecretName: SQLConvertible {}

/// A value that is written down as the JSON text of its schema: what nobody asks a database about.
protocol SQLDocument: SQLConvertible {
    static var schema: Schema<Self> { get }
}

extension SQLDocument {
    package static var sqlType: SQLType { .text }
    package var sqlValue: SQLValue {
        .text(String(decoding: Self.schema.encode(self), as: UTF8.self))
    }

    package init?(sqlValue: SQLValue) {
        guard let text = String(sqlValue: sqlValue) else { return nil }
        do {
            self = try Self.schema.decode(
                JSON(parsing: Array(text.utf8), depthLimit: ProtocolLimits.depthMax))
        } catch {
            return nil
        }
    }
}

extension SourceConfiguration: SQLDocument {
    static var schema: Schema<SourceConfiguration> { .source }
}

extension RetentionRules: SQLDocument {
    static var schema: Schema<RetentionRules> { .retention }
}

extension CronExpression: SQLConvertible {
    package static var sqlType: SQLType { .text }
    package var sqlValue: SQLValue { .text(text) }

    package init?(sqlValue: SQLValue) {
        guard let text = String(sqlValue: sqlValue) else { return nil }
        do throws(CronError) {
            try self.init(text)
        } catch {
            return nil
        }
    }
}
