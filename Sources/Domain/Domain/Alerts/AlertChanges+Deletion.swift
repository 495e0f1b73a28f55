extension AlertChanges {
    /// What a step of a deletion says.
    package init(_ deletion: Deletion) {
        let condition = AlertCondition.deletionBlocked(deletion.id)
        if deletion.state == .blocked {
            self.init(observed: [condition])
        } else {
            self.init(cleared: [condition])
        }
    }
}
