internal import Domain
internal import Markup
internal import Values

/// How much a tenant may have of each thing, and has: quiet while there is room.
struct TenantRoomPanel: View {
    let inside: Inside
    let room: [TenantRoom]
    /// What its vaults on the hub's own disk may hold together; nil for no bound but the disk's.
    let quota: ByteCount?

    /// From there on somebody should know.
    private static let muchUsed = 0.8

    private var words: TenantWords { inside.words.tenants }
    private var figures: FigureWords { inside.words.figures }

    var body: Markup {
        Panel(words.limits, id: "limits", note: words.limitsNote) {
            p {
                StatusWord(
                    status: near.isEmpty ? .ok : .warn,
                    word: near.isEmpty ? words.roomForAll : words.nearly(near.map(words.thing)),
                    isPill: false)
            }
            Facts(
                room.map { (name: words.thing($0.thing), value: share(of: $0)) }
                    + [(name: words.hostedQuota, value: Markup(most))])
        }.body
    }

    private var near: [TenantLimits.Thing] { room.filter(Self.isNear).map(\.thing) }

    private static func isNear(_ room: TenantRoom) -> Bool {
        room.count > 0 && Double(room.count) >= Double(room.most) * muchUsed
    }

    private func share(of room: TenantRoom) -> Markup {
        let text = words.share(figures.count(room.count), figures.count(room.most))
        guard Self.isNear(room) else { return Markup(text) }
        return StatusWord(status: .warn, word: text, isPill: false).body
    }

    private var most: String { quota.map { words.atMost(figures.size($0)) } ?? words.asTheDisk }
}
