internal import Domain

/// What can be wrong with a field, and the summary above the form.
struct FieldWords: Sendable {
    let summary: @Sendable (_ count: Int) -> String
    let missing: String
    let tooShort: @Sendable (_ minimum: Int) -> String
    let tooLong: @Sendable (_ maximum: Int) -> String
    let tooSmall: @Sendable (_ minimum: Int) -> String
    let tooLarge: @Sendable (_ maximum: Int) -> String
    let outerBlank: String
    let character: @Sendable (_ shown: String) -> String
    let notHere: String
    let taken: String
    /// Of what was typed before somebody signed in again.
    let signedOut: String
    /// Of what was typed and is no longer known.
    let gone: String
    /// Of what somebody else saved while a form was open.
    let changedMeanwhile: @Sendable (_ who: String?, _ time: String?) -> String
    /// Of a field that nobody else had typed anything else into.
    let takenOver: @Sendable (_ text: String?) -> String
    /// Of a field that both have changed.
    let alsoChanged: @Sendable (_ text: String?) -> String
    let wholePath: String
    /// Of what somebody else said was wrong with it, who says so in English.
    let unreadable: @Sendable (_ reason: String) -> String
    /// Between the name of a field and what is wrong with it.
    let colon: String

    func sentence(for problem: FieldViolation.Problem) -> String {
        switch problem {
        case .missing: missing
        case .tooShort(let minimum): tooShort(minimum)
        case .tooLong(let maximum): tooLong(maximum)
        case .tooSmall(let minimum): tooSmall(minimum)
        case .tooLarge(let maximum): tooLarge(maximum)
        case .outerBlank: outerBlank
        case .character(let scalar): character(Self.shown(scalar))
        case .notHere: notHere
        case .unreadable(let reason): unreadable(reason)
        }
    }

    /// The scalar itself where it can be seen, its number where it cannot.
    private static func shown(_ scalar: Unicode.Scalar) -> String {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .unassigned:
            "U+" + String(scalar.value, radix: 16, uppercase: true)
        default: String(Character(scalar))
        }
    }

    static let english = FieldWords(
        summary: { $0 == 1 ? "One field needs a change." : "\($0) fields need a change." },
        missing: "Fill this in.",
        tooShort: { "Use at least \($0) characters." },
        tooLong: { "Use at most \($0) characters." },
        tooSmall: { "This has to be \($0) or more." },
        tooLarge: { "This has to be \($0) or less." },
        outerBlank: "Leave out the blanks at the ends.",
        character: { "“\($0)” cannot be used here." },
        notHere: "This cannot be set here.",
        taken: "Somebody already signs in with this.",
        signedOut:
            "You were signed out before this was sent, so nothing was saved. Look it over, type "
            + "passwords again, and send it.",
        gone: "What was typed here is no longer at hand, so this is the form as it begins.",
        changedMeanwhile: { who, time in
            "\(who ?? "Somebody else") changed this\(time.map { " at \($0)" } ?? "") while it was "
                + "open here, so nothing was saved. Look over what is marked, and save again."
        },
        takenOver: { text in
            text.map { "Changed to “\($0)” meanwhile, and shown so." }
                ?? "Changed meanwhile, and shown as it is now."
        },
        alsoChanged: { text in
            (text.map { "Changed to “\($0)” meanwhile." } ?? "Changed by somebody else meanwhile.")
                + " What was chosen here is shown, and saving puts it in its place."
        },
        wholePath: "Write a whole path, from the root.",
        unreadable: { reason in
            let sentence = reason.prefix(1).uppercased() + reason.dropFirst()
            return sentence.hasSuffix(".") ? sentence : sentence + "."
        }, colon: ": ")

    static let chinese = FieldWords(
        summary: { "有 \($0) 个字段需要修改。" },
        missing: "请填写此项。",
        tooShort: { "至少 \($0) 个字符。" },
        tooLong: { "最多 \($0) 个字符。" },
        tooSmall: { "不能小于 \($0)。" },
        tooLarge: { "不能大于 \($0)。" },
        outerBlank: "请去掉首尾的空格。",
        character: { "此处不能使用“\($0)”。" },
        notHere: "此处不能设置此项。",
        taken: "已有人使用此登录名。",
        signedOut: "发送前登录已失效，没有保存任何内容。请检查，重新输入密码后再发送。",
        gone: "之前在此填写的内容已不在了，这是初始的表单。",
        changedMeanwhile: { who, time in
            "此处打开期间，\(who ?? "其他人")\(time.map { "于 \($0) " } ?? "")修改了它，因此没有保存任何内容。"
                + "请检查标出的字段，然后再次保存。"
        },
        takenOver: { text in
            text.map { "期间已改为“\($0)”，现按此显示。" } ?? "期间已被修改，现按最新内容显示。"
        },
        alsoChanged: { text in
            (text.map { "期间已改为“\($0)”。" } ?? "期间已被其他人修改。") + "此处显示所填内容，保存后将替换它。"
        },
        wholePath: "请写出从根目录开始的完整路径。",
        unreadable: { "无法识别此内容（\($0)）。" }, colon: "：")
}
