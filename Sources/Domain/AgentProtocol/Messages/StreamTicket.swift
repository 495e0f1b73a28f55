// docs/formats/agent-protocol.md

internal import JSON

/// The right to send one stream to the hub, once.
package struct StreamTicket: Hashable, Sendable, CustomStringConvertible {
    /// What the bytes are.
    package enum Form: String, Hashable, Sendable, CaseIterable {
        /// The content of one file.
        case file
        case tar, zip
    }

    package let text: String
    package let form: Form
    /// Of entries that another machine is given: to whom they are sealed; nil for what a person
    /// gets, as `form` says.
    package let handover: Handover?

    package init(_ text: String, form: Form, handover: Handover? = nil) {
        self.text = text
        self.form = form
        self.handover = handover
    }

    /// Where streams are sent to: `POST`, with the ticket in a header, since addresses are logged.
    package static let path = "/agent/v1/streams"
    package static let header = "Holdfast-Ticket"

    /// How long a stream may pause before anybody on its way takes it for broken: a vault may be
    /// slow or away for a while, and people pause what they download.
    package static let silenceMax = Duration.seconds(600)

    package var description: String { "‹ticket for \(form.rawValue)›" }

    static let schema = Schema<StreamTicket>.object(
        "StreamTicket", "The right to send one stream, once.",
        Field("ticket", \.text, .ticket), Field("form", \.form, .choice),
        Field(optional: "handover", \.handover, Handover.schema)
    ) { StreamTicket($0, form: $1, handover: $2) }
}

extension Schema<String> {
    /// A right that is shown in a header.
    static let ticket = Schema.text(
        32...128,
        TextRule(pattern: "^[A-Za-z0-9_-]+$", expected: "a ticket") { text in
            text.utf8.allSatisfy {
                65...90 ~= $0 || 97...122 ~= $0 || 48...57 ~= $0 || $0 == 45 || $0 == 95
            }
        })
}
