package import Cryptography
package import Domain
internal import Values

/// Secrets as people bring them; nil takes one away.
package typealias SecretWishes = [SecretSlot: Secret?]

extension SecretWishes {
    /// Throws `InvalidFields` for a name that its owner has no secret of.
    func edit(
        of owner: SecretOwner, in tenant: ID<Tenant>, by desk: SecretDesk
    ) throws -> SecretEdit {
        var edit = SecretEdit()
        for (slot, wish) in sorted(by: { $0.key.order < $1.key.order }) {
            try requireFitting(slot, for: owner)
            if let secret = wish {
                try InvalidFields.refuse(Self.violations(of: secret, as: slot))
                edit.put.append(try desk.seal(secret, as: slot, of: owner, in: tenant))
            } else {
                edit.remove.insert(slot)
            }
        }
        return edit
    }

    private func requireFitting(_ slot: SecretSlot, for owner: SecretOwner) throws {
        let fits =
            owner.names.contains(slot.name)
            && (slot.purpose == .use || SecretName.credentials.contains(slot.name))
        guard fits else {
            throw InvalidFields([FieldViolation(field: slot.name.rawValue, problem: .notHere)])
        }
    }

    private static func violations(of secret: Secret, as slot: SecretSlot) -> [FieldViolation] {
        let field = slot.name.rawValue
        if secret.isEmpty { return [FieldViolation(field: field, problem: .missing)] }
        let most = slot.name.sizeMax
        return secret.count <= most
            ? [] : [FieldViolation(field: field, problem: .tooLong(most))]
    }

    /// What the audit log tells: names, never what they stand for.
    var facts: [AuditDetail.Fact] {
        let slots = sorted { $0.key.order < $1.key.order }
        let put = slots.filter { $0.value != nil }.map(\.key.order)
        let removed = slots.filter { $0.value == nil }.map(\.key.order)
        return [("secrets set", put), ("secrets removed", removed)].compactMap {
            $1.isEmpty ? nil : AuditDetail.Fact(name: $0, value: $1.joined(separator: " "))
        }
    }
}

extension SecretSlot {
    /// As in `use.password`.
    fileprivate var order: String { "\(purpose.rawValue).\(name.rawValue)" }
}

extension SecretName {
    /// Bytes; more is a mistake.
    fileprivate var sizeMax: Int {
        switch self {
        case .hookBefore, .hookAfter: 65_536
        case .recipients, .identity, .privateKey: 16_384
        case .password, .accessKey, .secretKey, .sessionToken, .passphrase, .signingKey: 4096
        }
    }
}
