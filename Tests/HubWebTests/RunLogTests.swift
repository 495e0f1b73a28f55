import Domain
import HTTPServer
import Host
import Store
import Testing
import Values

/// A long log is read from its end, narrowed, searched and marked.
@Suite struct RunLogTests {
    private func write(
        _ lines: [(KnownEvent.Level, String)], to run: ID<Run>, of tenant: ID<Tenant>,
        _ site: SiteFixture
    ) async throws {
        let now = site.clock.now
        _ = try await site.store.changeRun(run, of: tenant, at: now) { page in
            for (level, text) in lines {
                page.note(.init(.line, level, text: text), at: now, received: now)
            }
            return []
        }
    }

    @Test func whatIsWantedIsFoundHoweverFarBackAndNothingTwice() async throws {
        try await SiteFixture.with { site in
            var owner = try await FirstMinuteTests.owner(of: site)
            let tenant = try await site.tenant()
            let run = try await site.addProtection("web", to: tenant).run
            let lines = (1...700).map { number -> (KnownEvent.Level, String) in
                (number % 100 == 0 ? .warning : .info, "line \(number) of <b>Kelp</b>")
            }
            for start in stride(from: 0, to: 700, by: 100) {
                try await write(Array(lines[start..<start + 100]), to: run, of: tenant, site)
            }
            let path = "/tenants/\(tenant)/runs/\(run)"
            var seen: [String] = []
            var next: String? = path
            var before = Int.max
            while let page = next {
                try await owner.get(page)
                let text = owner.page.text
                let shown = text.ranges(of: "<bdi>line ").map { range in
                    String(text[range.upperBound...].prefix { $0 != " " })
                }
                seen = shown + seen
                // The page names its own address as well.
                let earlier = text.ranges(of: "\(path)?before=").compactMap { range in
                    Int(text[range.upperBound...].prefix { $0.isNumber })
                }.min()
                next = earlier.flatMap { $0 < before ? "\(path)?before=\($0)" : nil }
                before = earlier ?? before
            }
            #expect(seen == (1...700).map { "\($0)" })
            try await owner.get("\(path)?level=warning")
            #expect(owner.page.text.ranges(of: "<bdi>line ").count == 7)
            #expect(owner.page.text.contains("web could not be read"))
            try await owner.get("\(path)?level=error")
            #expect(owner.page.text.ranges(of: "<bdi>line ").isEmpty)
            try await owner.get("\(path)?text=KELP&level=warning")
            #expect(owner.page.text.ranges(of: "<mark>Kelp</mark>").count == 7)
            try await owner.get("\(path)?text=%3Cb%3E")
            #expect(owner.page.text.contains("<mark>&lt;b&gt;</mark>Kelp"))
            try await owner.get("\(path)?text=nowhere")
            #expect(owner.page.text.contains("No line fits."))
        }
    }
}
