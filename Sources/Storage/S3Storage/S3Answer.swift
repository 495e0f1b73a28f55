internal import XML

/// An answer of an S3 service, as XML: fields of its own, and records of one kind in it.
///
/// Namespaces do not count: some services have AWS's, some their own, some none.
struct S3Answer {
    /// The names and texts of the elements directly in it.
    typealias Record = [String: String]

    let root: String
    let fields: Record
    let records: [Record]

    /// - Parameter kinds: Elements below the root that are records.
    init(_ bytes: [UInt8], records kinds: Set<String> = []) throws(XMLError) {
        var reader = XMLReader()
        var path: [String] = []
        var text = ""
        var fields: Record = [:]
        var record: Record = [:]
        var records: [Record] = []
        var root = ""
        for event in try reader.push(bytes) {
            switch event {
            case .start(let name, _):
                if path.isEmpty { root = name.local }
                path.append(name.local)
                text = ""
                if path.count == 2 { record = [:] }
            case .text(let found): text = found
            case .end(let name):
                path.removeLast()
                if path.count == 2 { record[name.local] = text }
                if path.count == 1, kinds.contains(name.local) {
                    records.append(record)
                } else if path.count == 1 {
                    fields[name.local] = text
                }
                text = ""
            }
        }
        try reader.finish()
        self.root = root
        self.fields = fields
        self.records = records
    }
}
