/// The door.
struct SignInWords: Sendable {
    let title: String
    let login: String
    let password: String
    let submit: String
    let lostPassword: String
    let refused: String
    let goOn: String
    let goOnWithForm: String
    let wait: @Sendable (_ seconds: Int) -> String
    let stalePage: String

    static let english = SignInWords(
        title: "Sign in",
        login: "E-mail",
        password: "Password",
        submit: "Sign in",
        lostPassword:
            "Lost your password? Ask an owner for a setup link. Holdfast never mails passwords.",
        refused: "E-mail and password do not go together.",
        goOn: "Nobody is signed in here, or not any more. You go on where you were.",
        goOnWithForm:
            "You were signed out before this was sent, and nothing was saved. Once signed in, "
            + "you find what you typed, without passwords.",
        wait: { "Too many tries. The next one counts in \($0)\u{a0}s." },
        stalePage: "This page was open for too long. Sign in again, nothing is lost.")

    static let chinese = SignInWords(
        title: "登录",
        login: "邮箱",
        password: "密码",
        submit: "登录",
        lostPassword: "忘记密码？请所有者发一个设置链接。Holdfast 从不通过邮件发送密码。",
        refused: "邮箱与密码不匹配。",
        goOn: "尚未登录或登录已失效。登录后会回到原来的位置。",
        goOnWithForm: "发送前登录已失效，没有保存任何内容。登录后会看到之前填写的内容（不含密码）。",
        wait: { "尝试次数过多。\($0) 秒后可再试。" },
        stalePage: "页面打开时间过长。重新登录即可，不会丢失任何内容。")
}
