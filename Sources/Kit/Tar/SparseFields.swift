/// What extended headers say about holes, in the three forms that GNU tar has used.
struct SparseFields {
    private(set) var name: [UInt8]?
    private(set) var realSize: Int64?
    private var major: Int64?
    private var minor: Int64?
    private var count: Int64?
    private var numbers: [Int64] = []

    mutating func add(
        _ key: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>, at offset: Int64
    ) throws(TarError) {
        switch String(decoding: key, as: UTF8.self) {
        case PaxKey.sparseName: name = try PaxValue.name(value, at: offset)
        case PaxKey.sparseRealSize, PaxKey.sparseSize:
            realSize = try PaxValue.number(value, at: offset)
        case PaxKey.sparseMajor: major = try PaxValue.number(value, at: offset)
        case PaxKey.sparseMinor: minor = try PaxValue.number(value, at: offset)
        case PaxKey.sparseCount: count = try PaxValue.number(value, at: offset)
        case PaxKey.sparseOffset: try append(value, isOffset: true, at: offset)
        case PaxKey.sparseBytes: try append(value, isOffset: false, at: offset)
        case PaxKey.sparseMap: try takeMap(value, at: offset)
        default: break
        }
    }

    /// The map lies in front of the content (form 1.0).
    var isMapInContent: Bool { major == 1 && minor == 0 }

    /// The map lay in the records (forms 0.0 and 0.1).
    var isMapInRecords: Bool { major ?? 0 == 0 && count != nil }

    /// A form that nobody has defined.
    var isUnknown: Bool { !isMapInContent && (major ?? 0) != 0 }

    /// The numbers of the records in pairs; nil when they are not as many as was said.
    var extents: [TarSparseMap.Extent]? {
        guard numbers.count % 2 == 0, let count, numbers.count / 2 == Int(count) else {
            return nil
        }
        return stride(from: 0, to: numbers.count, by: 2).map {
            .init(offset: numbers[$0], count: numbers[$0 + 1])
        }
    }

    private mutating func append(
        _ value: ArraySlice<UInt8>, isOffset: Bool, at offset: Int64
    ) throws(TarError) {
        guard numbers.count.isMultiple(of: 2) == isOffset,
            let number = try PaxValue.number(value, at: offset)
        else {
            throw TarError(.badSparseMap, at: offset, "offsets and sizes of data do not alternate")
        }
        numbers.append(number)
    }

    private mutating func takeMap(
        _ value: ArraySlice<UInt8>, at offset: Int64
    ) throws(TarError) {
        numbers = []
        let comma = UInt8(ascii: ",")
        for text in value.split(separator: comma, omittingEmptySubsequences: false) {
            guard let number = Decimal.parse(text) else {
                throw TarError(.badSparseMap, at: offset, "the map of data holds no numbers")
            }
            numbers.append(number)
        }
    }
}
