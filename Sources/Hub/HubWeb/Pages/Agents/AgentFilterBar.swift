internal import Domain
internal import Markup
internal import Store

/// Narrows the agents' list down: by a part of the name, by standing, by a label.
struct AgentFilterBar: View {
    let inside: Inside
    let filter: AgentsPage.Filter
    let agents: [ShownAgent]

    /// More would push the list off a phone.
    private static let labelsMax = 6

    private var words: AgentWords { inside.words.agents }

    var body: Markup {
        div(.class("toolbar")) {
            form(.get(inside.url("agents"))) {
                label(.class("find")) {
                    Icon("filter", isSmall: true)
                    span(.class("sr")) { words.find }
                    input(
                        .type(.search), .name("text"), .value(filter.text),
                        .placeholder(words.findHint), .maxlength(100))
                }
                kept("label", filter.label)
                kept("standing", filter.standing?.rawValue ?? "")
                kept("lack", filter.lack?.rawValue ?? "")
                kept("work", filter.work?.rawValue ?? "")
            }
            div(.class("chips scroll"), .role("group"), .aria(.label, words.filterByStanding)) {
                chip(
                    inside.words.common.all,
                    isOn: filter.isWide && !filter.isWaiting,
                    query: filter.query(
                        label: "", standing: .some(nil), lack: .some(nil), work: .some(nil)))
                for work in AgentFilter.Work.allCases {
                    chip(
                        words.work(work), isOn: filter.work == work,
                        query: filter.query(work: .some(filter.work == work ? nil : work)))
                }
                if inside.may(.enrolAgents) {
                    chip(
                        words.waitingChip, isOn: filter.isWaiting,
                        query: filter.isWaiting ? [] : [(AgentsPage.Filter.waiting, "1")])
                }
                for lack in AgentsPage.Filter.Lack.allCases {
                    chip(
                        words.lack(lack), isOn: filter.lack == lack,
                        query: filter.query(lack: .some(filter.lack == lack ? nil : lack)))
                }
                for standing in AgentStanding.allCases where standing != .active {
                    chip(
                        words.standing(standing), isOn: filter.standing == standing,
                        query: filter.query(
                            standing: .some(filter.standing == standing ? nil : standing)))
                }
                for label in labels {
                    chip(
                        label, isOn: filter.label == label, icon: "tag",
                        query: filter.query(label: filter.label == label ? "" : label))
                }
            }
        }
    }

    /// Those that are on the page, the most frequent first, and the one that was chosen.
    private var labels: [String] {
        var counts: [String: Int] = [:]
        for shown in agents {
            for (key, value) in shown.agent.labels { counts["\(key)=\(value)", default: 0] += 1 }
        }
        if !filter.label.isEmpty { counts[filter.label] = .max }
        let sorted = counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
        return sorted.prefix(Self.labelsMax).map(\.key)
    }

    private func chip(
        _ text: String, isOn: Bool, icon: String? = nil,
        query: [(name: String, value: String)]
    ) -> Markup {
        a(
            .class("chip"), .href(inside.url("agents", query: query)),
            isOn ? .aria(.current, "true") : nil
        ) {
            if let icon { Icon(icon) }
            bdi { text }
        }
    }

    @MarkupBuilder private func kept(_ name: String, _ value: String) -> Markup {
        if !value.isEmpty { input(.type(.hidden), .name(name), .value(value)) }
    }
}
