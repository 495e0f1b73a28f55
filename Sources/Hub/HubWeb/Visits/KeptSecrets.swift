internal import Cryptography
internal import Domain
internal import Values

/// Keeps what was typed into the secret fields of a form while that leads through several pages.
///
/// The browser holds it in the meantime, sealed under a key that only this process has, and for one
/// session: nothing is remembered here, and no page ever shows it again.
struct KeptSecrets: Sendable {
    /// The hidden field in which it travels.
    static let field = "kept_secrets"
    /// Long enough to look through a machine.
    private static let lifetime = Duration.seconds(1800)

    private let keyring: Keyring

    init(created: Timestamp) {
        keyring = Keyring(created: created)
    }

    /// What was typed into these fields; nil where that is nothing.
    func seal(
        _ values: FormValues, of fields: [FieldSpec], session: [UInt8], now: Timestamp
    ) -> String? {
        let typed = fields.filter(\.isSecret).compactMap { field in
            values.text(field.name).map { "\(field.name) \(Base64.url.encode(Array($0.utf8)))" }
        }
        guard !typed.isEmpty else { return nil }
        let lines = ["\((now + Self.lifetime).milliseconds)"] + typed
        do {
            return Base64.url.encode(
                try keyring.seal(
                    Secret(lines.joined(separator: "\n")), for: Self.context(session)))
        } catch {
            // Longer than any secret that could be saved: it is typed again.
            return nil
        }
    }

    /// Fills in those that were left empty. What cannot be opened any more is typed again.
    func restore(
        _ values: inout FormValues, of fields: [FieldSpec], session: [UInt8], now: Timestamp
    ) {
        let sealed = values.text(Self.field).flatMap { Base64.url.decode($0) }
        values.remove(Self.field)
        guard let sealed, let text = opened(sealed, session) else { return }
        let lines = text.split(separator: "\n")
        guard let until = lines.first.flatMap({ Int64($0) }),
            now < Timestamp(milliseconds: until)
        else { return }
        for line in lines.dropFirst() {
            let parts = line.split(separator: " ")
            guard parts.count == 2, let bytes = Base64.url.decode(String(parts[1])),
                let field = fields.first(where: { $0.isSecret && $0.name == parts[0] }),
                values.text(field.name) == nil
            else { continue }
            values[field.name] = String(decoding: bytes, as: UTF8.self)
        }
    }

    private func opened(_ sealed: [UInt8], _ session: [UInt8]) -> String? {
        do {
            return try keyring.open(sealed, for: Self.context(session)).withBytes { bytes in
                String(decoding: [UInt8](copying: bytes), as: UTF8.self)
            }
        } catch {
            // Of another session, or of the hub before it was started anew.
            return nil
        }
    }

    private static func context(_ session: [UInt8]) -> [UInt8] {
        Array("holdfast form secrets 1".utf8) + session
    }
}
