internal import Connector
internal import Host
internal import SFTP
internal import Storage

/// A name in a folder of the server, with everything that a walk wants to know of it.
struct RemoteEntry: Sendable {
    let name: [UInt8]
    var attributes: SFTPAttributes
    /// Of links.
    var target: [UInt8]?
    /// Why something of it is not known.
    var problem: String?
}

/// One folder's names on their way: asked for in advance, several requests at a time, so that many
/// folders are listed in the time that one round trip takes.
///
/// It runs on the connection's thread, from answer to answer; whoever wants the names waits.
final class FolderFetch: Sendable {
    /// A folder with more is no folder of people's; what is beyond is reported as missing.
    static let namesMax = 1_000_000
    /// Questions about single names at a time: where links lead, and what a listing left out.
    private static let questionsMax = 32
    private static let readsMax = 3

    struct Names: Sendable {
        var entries: [RemoteEntry] = []
        /// There were more than we take.
        var isCut = false
        /// Why there are no more, or none.
        var status: SFTPStatus?
    }

    fileprivate struct State {
        var names = Names()
        var reads = 0
        var isAtEnd = false
        /// Of names about which there is a question.
        var questions: [Int] = []
        var asked = 0
        var outstanding = 0
        var result: Result<Names, StorageError>?
    }

    let path: [UInt8]
    private let client: SFTPClient
    private let namesMax: Int
    private let state = Monitor(State())

    init(_ path: [UInt8], _ client: SFTPClient, namesMax: Int = FolderFetch.namesMax) {
        self.path = path
        self.client = client
        self.namesMax = namesMax
    }

    var isDone: Bool { state.change { $0.result != nil } }

    /// The names when all have come.
    /// - Throws: Of the connection. What the server says of the folder is in the names.
    func wait() throws(StorageError) -> Names {
        try state.wait { $0.result }.get()
    }

    func start() {
        ask(.openFolder(path: RemotePath.path(path))) { [self] response in
            switch response {
            case .handle(let handle):
                state.change { $0.reads = Self.readsMax }
                for _ in 0..<Self.readsMax { read(handle) }
            case .status(let status): end(status)
            default: end(Self.odd)
            }
        }
    }

    /// One of those that are under way; it begins anew until the end is seen. The folder is closed
    /// by the last of them.
    private func read(_ handle: SFTPHandle) {
        ask(.readFolder(handle)) { [self] response in
            let left = state.change { state in
                switch response {
                case .names(let more) where !state.isAtEnd && !more.isEmpty:
                    state.add(more, namesMax: namesMax)
                case .status(let status) where status.code == .endOfFile: state.isAtEnd = true
                case .status(let status):
                    state.isAtEnd = true
                    state.names.status = status
                default:
                    if !state.isAtEnd { state.names.status = Self.odd }
                    state.isAtEnd = true
                }
                guard state.isAtEnd else { return Int.max }
                state.reads -= 1
                return state.reads
            }
            if left == .max { return read(handle) }
            guard left == 0 else { return }
            client.connection.forget(.close(handle))
            state.change { $0.prepareQuestions() }
            askMore()
        }
    }

    /// Where links lead, and what the listing does not say.
    private func askMore() {
        while let index = state.change({ $0.nextQuestion(max: Self.questionsMax) }) {
            let entry = state.change { $0.names.entries[index] }
            let path = RemotePath.path(self.path.isEmpty ? entry.name : path + [47] + entry.name)
            let isLink = entry.attributes.kind == .link
            ask(isLink ? .readLink(path: path) : .linkStatus(path: path)) { [self] response in
                state.change { $0.take(response, at: index) }
                askMore()
            }
        }
        state.change { state in
            guard state.result == nil, state.outstanding == 0,
                state.asked == state.questions.count
            else { return }
            state.result = .success(state.names)
        }
    }

    private func ask(
        _ request: SFTPRequest, _ take: @escaping @Sendable (SFTPResponse) -> Void
    ) {
        do throws(StorageError) {
            try client.send(request).whenDone { [self] result in
                switch result {
                case .success(let response): take(response)
                case .failure(let error): fail(error)
                }
            }
        } catch {
            fail(error)
        }
    }

    private func fail(_ error: StorageError) {
        state.change { state in
            if state.result == nil { state.result = .failure(error) }
        }
    }

    private func end(_ status: SFTPStatus) {
        state.change { state in
            state.names.status = status
            if state.result == nil { state.result = .success(state.names) }
        }
    }

    private static let odd = SFTPStatus(
        code: .badMessage, message: "the server answered another question")
}

extension FolderFetch.State {
    fileprivate mutating func add(_ more: [SFTPEntry], namesMax: Int) {
        for entry in more {
            if entry.name == [46] || entry.name == [46, 46] { continue }
            guard names.entries.count < namesMax else {
                names.isCut = true
                isAtEnd = true
                return
            }
            names.entries.append(RemoteEntry(name: entry.name, attributes: entry.attributes))
        }
    }

    /// Names that are none are never sent back to the server.
    fileprivate mutating func prepareQuestions() {
        for (index, entry) in names.entries.enumerated()
        where RemoteName.isName(entry.name)
            && (entry.attributes.kind == nil || entry.attributes.kind == .link)
        {
            questions.append(index)
        }
    }

    fileprivate mutating func nextQuestion(max: Int) -> Int? {
        guard result == nil, asked < questions.count, outstanding < max else { return nil }
        outstanding += 1
        asked += 1
        return questions[asked - 1]
    }

    fileprivate mutating func take(_ response: SFTPResponse, at index: Int) {
        outstanding -= 1
        switch response {
        case .names(let found) where found.count == 1: names.entries[index].target = found[0].name
        case .attributes(let attributes):
            names.entries[index].attributes = attributes
            // The listing did not even say that it is a link.
            if attributes.kind == .link { questions.append(index) }
        case .status(let status):
            names.entries[index].problem =
                status.message.isEmpty ? "\(status.code)" : status.message
        default: names.entries[index].problem = "the server answered another question"
        }
    }
}

/// What a server may call a file: one name, never a way to another place.
enum RemoteName {
    static func isName(_ name: [UInt8]) -> Bool {
        !name.isEmpty && name.count <= EntryPath.nameLengthMax && name != [46]
            && name != [46, 46] && !name.contains(0) && !name.contains(UInt8(ascii: "/"))
    }
}
