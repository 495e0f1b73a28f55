package import Domain
package import Values

// How the domain's own types lie in columns.

extension Role: SQLConvertible {}
extension Language: SQLConvertible {}
extension OneTimeToken.Purpose: SQLConvertible {}
extension AuditAction: SQLConvertible {}
extension AgentStanding: SQLConvertible {}
extension PendingAgent.Decision: SQLConvertible {}
extension RunKind: SQLConvertible {}
extension RunState: SQLConvertible {}
extension RunPriority: SQLConvertible {}
extension SkipReason: SQLConvertible {}
extension Disposition: SQLConvertible {}
extension KnownEvent.Kind: SQLConvertible {}
extension KnownEvent.Level: SQLConvertible {}
extension AlertCondition.Severity: SQLConvertible {}
extension Alert.State: SQLConvertible {}
extension Deletion.State: SQLConvertible {}

extension Timestamp: SQLConvertible {
    package static var sqlType: SQLType { .integer }
    package var sqlValue: SQLValue { .integer(milliseconds) }

    package init?(sqlValue: SQLValue) {
        guard let milliseconds = Int64(sqlValue: sqlValue) else { return nil }
        self.init(milliseconds: milliseconds)
    }
}

extension ID: SQLConvertible {
    package static var sqlType: SQLType { .uuid }
    package var sqlValue: SQLValue { .uuid(uuid) }

    package init?(sqlValue: SQLValue) {
        guard let uuid = UUID(sqlValue: sqlValue) else { return nil }
        self.init(uuid)
    }
}

extension TokenHash: SQLConvertible {
    package static var sqlType: SQLType { .bytes }
    package var sqlValue: SQLValue { .bytes(bytes) }

    package init?(sqlValue: SQLValue) {
        guard let bytes = [UInt8](sqlValue: sqlValue) else { return nil }
        self.init(bytes)
    }
}

extension AuditHash: SQLConvertible {
    package static var sqlType: SQLType { .bytes }
    package var sqlValue: SQLValue { .bytes(bytes) }

    package init?(sqlValue: SQLValue) {
        guard let bytes = [UInt8](sqlValue: sqlValue) else { return nil }
        self.init(bytes)
    }
}

extension CSRFSecret: SQLConvertible {
    package static var sqlType: SQLType { .bytes }
    package var sqlValue: SQLValue { .bytes(bytes) }

    package init?(sqlValue: SQLValue) {
        guard let bytes = [UInt8](sqlValue: sqlValue) else { return nil }
        self.init(bytes)
    }
}

extension PasswordHash: SQLConvertible {
    package static var sqlType: SQLType { .text }
    package var sqlValue: SQLValue { .text(text) }

    package init?(sqlValue: SQLValue) {
        guard let text = String(sqlValue: sqlValue) else { return nil }
        self.init(text)
    }
}

extension AuditDetail: SQLConvertible {
    package static var sqlType: SQLType { .text }
    package var sqlValue: SQLValue { .text(text) }

    package init?(sqlValue: SQLValue) {
        guard let text = String(sqlValue: sqlValue) else { return nil }
        self.init(text: text)
    }
}
