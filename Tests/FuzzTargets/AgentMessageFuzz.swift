internal import AgentProtocol
internal import JSON

/// Frames of either end, and configurations: what is accepted is written so that it is read as the
/// same, and what is refused has a last word that the other end understands.
package func fuzzAgentMessage(_ input: [UInt8]) {
    checkFrame(AgentMessage.self, input)
    checkFrame(HubMessage.self, input)
    // What is refused is refused; that it did not crash is the point.
    if let configuration = try? AgentConfiguration.schema.decode(input) {
        let written = AgentConfiguration.schema.encode(configuration)
        let again = try? AgentConfiguration.schema.decode(written)
        precondition(again == configuration, "a configuration changed on its way")
    }
}

private func checkFrame<Message: ProtocolMessage>(_: Message.Type, _ input: [UInt8]) {
    do throws(ProtocolError) {
        let envelope = try Envelope<Message>(parsing: input)
        do throws(ProtocolError) {
            let again = try Envelope<Message>(parsing: envelope.encoded)
            precondition(again == envelope, "a message changed on its way")
        } catch {
            preconditionFailure("a message was written and cannot be read: \(error)")
        }
    } catch {
        let goodbye = Message.goodbye(error.goodbye)
        let told = try? Envelope<Message>(parsing: Envelope(goodbye).encoded)
        precondition(told?.message == goodbye, "the last word is not understood")
    }
}
