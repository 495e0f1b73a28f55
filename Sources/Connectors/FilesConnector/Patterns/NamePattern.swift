/// A pattern for one name, that is for what stands between two slashes: literal bytes, `*`, `?` and
/// sets in brackets.
enum NamePattern: Hashable, Sendable {
    enum Piece: Hashable, Sendable {
        case literal(UInt8)
        case set(ByteSet)
        case any
        /// `*`: any bytes, also none.
        case many
    }

    /// `**`: any number of names.
    case names
    case exact([UInt8])
    /// `*` and literal bytes, as in `*.o`: what most patterns are.
    case ending([UInt8])
    case pieces([Piece])

    init(_ pieces: [Piece]) {
        let literals = pieces.compactMap { piece in
            if case .literal(let byte) = piece { byte } else { nil }
        }
        if literals.count == pieces.count {
            self = .exact(literals)
        } else if pieces.first == .many, literals.count == pieces.count - 1 {
            self = .ending(literals)
        } else {
            self = .pieces(pieces)
        }
    }

    /// The bytes of `name` have been made lowercase when letters match in both cases.
    func matches(_ name: ArraySlice<UInt8>) -> Bool {
        switch self {
        case .names: true
        case .exact(let bytes): name.elementsEqual(bytes)
        case .ending(let bytes):
            name.count >= bytes.count && name.suffix(bytes.count).elementsEqual(bytes)
        case .pieces(let pieces): Self.matches(pieces, name)
        }
    }

    /// Goes back to the last `*` alone when something does not fit: whatever an earlier one could
    /// take, the last one can take as well. So the work is at most the product of both lengths.
    private static func matches(_ pieces: [Piece], _ name: ArraySlice<UInt8>) -> Bool {
        var (piece, at) = (0, name.startIndex)
        var star: (piece: Int, at: Int)?
        while at < name.endIndex {
            if piece < pieces.count, pieces[piece] == .many {
                star = (piece, at)
                piece += 1
            } else if piece < pieces.count, pieces[piece].takes(name[at]) {
                piece += 1
                at += 1
            } else if let last = star {
                star = (last.piece, last.at + 1)
                (piece, at) = (last.piece + 1, last.at + 1)
            } else {
                return false
            }
        }
        return pieces[piece...].allSatisfy { $0 == .many }
    }
}

extension NamePattern.Piece {
    func takes(_ byte: UInt8) -> Bool {
        switch self {
        case .literal(let literal): literal == byte
        case .set(let set): set.contains(byte)
        case .any, .many: true
        }
    }
}
