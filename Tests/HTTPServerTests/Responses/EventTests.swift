import TestSupport
import Testing

@testable import HTTPServer

@Suite struct EventTests {
    @Test(arguments: [
        (ServerSentEvent(data: "x"), "data: x\n\n"),
        (
            ServerSentEvent(id: "7", name: "run", data: "a\nb\r\nc\rd"),
            "id: 7\nevent: run\ndata: a\ndata: b\ndata: c\ndata: d\n\n"
        ),
        (
            ServerSentEvent(id: "7\ndata: forged", name: "a\r\nid: 1", data: ""),
            "id: 7 data: forged\nevent: a id: 1\ndata: \n\n"
        ),
    ])
    func eventsAreWrittenLineByLine(event: ServerSentEvent, text: String) {
        #expect(String(decoding: event.bytes, as: UTF8.self) == text)
    }

    @Test(.timeLimit(.minutes(10)))
    func aSlowReaderIsToldToStartAfresh() async {
        let queue = EventQueue(bytesMax: 100)
        for number in 0..<1000 { queue.send(ServerSentEvent(data: "\(number)")) }
        let text = String(decoding: await queue.next() ?? [], as: UTF8.self)
        #expect(text.hasPrefix("event: resync\ndata: \n\n"))
        #expect(text.hasSuffix("data: 999\n\n"))
        #expect(text.utf8.count <= 100)
        queue.send(ServerSentEvent(data: "next"))
        #expect(await queue.next() == Array("data: next\n\n".utf8))
    }

    @Test(.timeLimit(.minutes(10)))
    func aReaderThatWaitsIsWoken() async {
        let queue = EventQueue()
        async let first = queue.next()
        queue.send(ServerSentEvent(data: "a"))
        #expect(await first == Array("data: a\n\n".utf8))
        async let second = queue.next()
        queue.close()
        #expect(await second == nil)
        queue.send(ServerSentEvent(data: "late"))
        #expect(await queue.next() == nil)
    }

    @Test(.timeLimit(.minutes(10)))
    func cancellingAReaderEndsItsQueue() async {
        let clients = EventClients<Int>()
        await withTaskGroup(of: Void.self) { group in
            guard let queue = try? clients.join(1) else {  // there is room for one
                Issue.record("no room")
                return
            }
            group.addTask { while await queue.next() != nil {} }
            group.cancelAll()
        }
        #expect(clients.count == 0)
    }

    @Test(.timeLimit(.minutes(10)))
    func eventsReachThoseWhomTheyConcern() async throws {
        let clients = EventClients<String>(clientsMax: 3)
        let queues = try ["a", "b", "a"].map { try clients.join($0) }
        #expect(throws: Problem.self) { try clients.join("c") }
        clients.publish(ServerSentEvent(data: "x")) { $0 == "a" }
        clients.publish(ServerSentEvent(data: "y")) { $0 == "b" }
        #expect(await queues[0].next() == Array("data: x\n\n".utf8))
        #expect(await queues[1].next() == Array("data: y\n\n".utf8))
        queues[1].close()
        #expect(clients.count == 2)
        _ = try clients.join("c")
    }

    @Test(.timeLimit(.minutes(10)))
    func aQuietStreamShowsLifeAndEndsWithTheServer() async throws {
        let clock = TestClock()
        let clients = EventClients<Int>()
        let queue = try clients.join(1)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await clients.run(on: clock, every: .seconds(20)) }
            await clock.sleepers(1)
            clock.advance(by: .seconds(20))
            #expect(await queue.next() == Array(": still here\n\n".utf8))
            group.cancelAll()
            #expect(await queue.next() == nil)
        }
        #expect(throws: Problem.self) { try clients.join(2) }
    }
}
