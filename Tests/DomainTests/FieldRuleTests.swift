import Testing

@testable import Domain

@Suite struct FieldRuleTests {
    private func problems(_ rule: FieldRule, _ text: String) -> [FieldViolation.Problem] {
        rule.violations(of: text).map(\.problem)
    }

    @Test(
        arguments: [
            ("ann", []), ("ann.b-c_d+e@example.org", []), ("a9", []),
            ("", [.missing]), ("a", [.tooShort(2)]), (String(repeating: "a", count: 64), []),
            (String(repeating: "a", count: 65), [.tooLong(64)]), ("Ann", [.character("A")]),
            ("a b", [.character(" ")]), (" ann", [.outerBlank, .character(" ")]),
            ("аnn", [.character("\u{430}")]), ("a\0b", [.character("\0")]),
        ] as [(String, [FieldViolation.Problem])])
    func logins(text: String, expected: [FieldViolation.Problem]) {
        #expect(problems(Fields.login, text) == expected)
    }

    @Test(
        arguments: [
            ("Ann Example", []), ("安", []), ("👩‍👩‍👧", []), ("e\u{301}", []), ("", [.missing]),
            ("Ann\n", [.outerBlank, .character("\n")]), ("A\u{2028}B", [.character("\u{2028}")]),
            ("A\u{202E}B", [.character("\u{202E}")]), ("A\u{7F}B", [.character("\u{7F}")]),
            ("\u{3000}Ann", [.outerBlank]), (String(repeating: "备", count: 101), [.tooLong(100)]),
        ] as [(String, [FieldViolation.Problem])])
    func displayNames(text: String, expected: [FieldViolation.Problem]) {
        #expect(problems(Fields.displayName, text) == expected)
    }

    @Test(
        arguments: [
            (" spaces stay ", []), ("short", [.tooShort(12)]), ("twelve chars", []),
            (String(repeating: "x", count: 257), [.tooLong(256)]), ("line\nbreak is fine", []),
            ("eleven and \0", [.character("\0")]),
        ] as [(String, [FieldViolation.Problem])])
    func passwords(text: String, expected: [FieldViolation.Problem]) {
        #expect(problems(Fields.password, text) == expected)
    }

    @Test(
        arguments: [
            (0, [.tooSmall(1)]), (1, []), (10, []), (11, [.tooLarge(10)]),
        ] as [(Int, [FieldViolation.Problem])])
    func numbers(number: Int, expected: [FieldViolation.Problem]) {
        #expect(Fields.attemptsMax.violations(of: number).map(\.problem) == expected)
    }

    @Test func fieldsAndCodesAreDistinct() {
        #expect(Set(Fields.all.map(\.name)).count == Fields.all.count)
        let problems: [FieldViolation.Problem] = [
            .missing, .tooShort(1), .tooLong(1), .tooSmall(1), .tooLarge(1), .outerBlank,
            .character("x"),
        ]
        let codes = problems.map { FieldViolation(field: "f", problem: $0).code }
        #expect(
            codes == [
                "missing", "too_short", "too_long", "too_small", "too_large", "outer_blank",
                "character",
            ])
        let names = Fields.all.map(\.name) + Fields.numbers.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test(arguments: [
        (" Ann@Example.ORG\n", "ann@example.org"), ("\u{3000}BOB\t", "bob"),
        ("İ", "İ"), ("", ""), ("a b", "a b"),
    ])
    func loginsAreNormalisedInASCIIAlone(typed: String, stored: String) {
        #expect(Login.normalised(typed) == stored)
        #expect(Login.normalised(stored) == stored)
    }
}
