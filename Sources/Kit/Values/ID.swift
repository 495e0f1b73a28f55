/// The identifier of one kind of thing: an `ID<User>` is not an `ID<Session>`.
package struct ID<Entity: ~Copyable>: Hashable, Sendable, CustomStringConvertible {
    package let uuid: UUID

    package init(_ uuid: UUID) {
        self.uuid = uuid
    }

    package init?(_ text: some StringProtocol) {
        guard let uuid = UUID(text) else { return nil }
        self.init(uuid)
    }

    package var description: String { uuid.description }
}
