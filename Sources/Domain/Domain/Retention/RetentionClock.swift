package import Values

extension RetentionCandidate {
    /// What retention has to know of a snapshot the hub has on its list.
    /// - Parameter isClockRight: Whether the clock of whoever made it was right when it reported.
    package init(_ snapshot: KnownSnapshot, isClockRight: Bool, now: Timestamp) {
        self.init(
            id: snapshot.id.description,
            time: Self.time(
                claimed: snapshot.claimedTime, firstSeen: snapshot.firstSeen,
                isClockRight: isClockRight),
            isGood: snapshot.isGood, isPinned: snapshot.pin != nil,
            isHeld: snapshot.holds.contains { $0.isActive(at: now) })
    }

    /// The time that a snapshot is judged by: what it says, as long as that can be believed. A
    /// snapshot cannot have been made after it was seen, and what a wrong clock says may be a
    /// century off; an agent that was away tells of its snapshots late and is believed.
    package static func time(
        claimed: Timestamp, firstSeen: Timestamp, isClockRight: Bool
    ) -> Timestamp {
        guard isClockRight, claimed <= firstSeen + ClockSkew.allowed else { return firstSeen }
        return claimed
    }
}
