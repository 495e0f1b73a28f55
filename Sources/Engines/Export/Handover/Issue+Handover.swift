// docs/formats/handover.md

internal import Connector

extension EntryIssue.Kind {
    /// By its number in the format.
    static let handedOver: [EntryIssue.Kind] = [
        .vanished, .unreadable, .torn(.shrank), .torn(.grew), .torn(.changed), .torn(.replaced),
        .incomplete, .unsupported, .conflict, .refused,
    ]
}

extension ContentOutcome {
    static let handedOver: [ContentOutcome] = [
        .whole, .torn(.shrank), .torn(.grew), .torn(.changed), .torn(.replaced),
    ]
}

extension [UInt8] {
    mutating func put(_ issue: EntryIssue) {
        put(UInt8(EntryIssue.Kind.handedOver.firstIndex(of: issue.kind) ?? 1))
        put(issue.path)
        put(issue.message)
    }

    mutating func put(_ outcome: ContentOutcome) {
        put(UInt8(ContentOutcome.handedOver.firstIndex(of: outcome) ?? 0))
    }
}

extension HandoverFields {
    mutating func issue() throws(HandoverError) -> EntryIssue {
        let number = Int(try number(UInt8.self))
        guard EntryIssue.Kind.handedOver.indices.contains(number) else { throw .malformed }
        return EntryIssue(
            EntryIssue.Kind.handedOver[number], path: try bytes(), try text())
    }

    mutating func outcome() throws(HandoverError) -> ContentOutcome {
        let number = Int(try number(UInt8.self))
        guard ContentOutcome.handedOver.indices.contains(number) else { throw .malformed }
        return ContentOutcome.handedOver[number]
    }

    mutating func failure() throws(HandoverError) -> HandoverFailure {
        HandoverFailure(code: try text(), message: try text(), disposition: try text())
    }
}
