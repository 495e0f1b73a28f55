/// The page that stands where another was expected.
struct ProblemWords: Sendable {
    let notFound: String
    let notFoundText: String
    let forbidden: String
    let forbiddenText: String
    let failed: String
    let failedText: String
    let refused: String
    let stale: String
    let staleText: String
    let requestID: String
    let goHome: String

    static let english = ProblemWords(
        notFound: "There is nothing here",
        notFoundText: "The page may have moved, or the link has a slip in it.",
        forbidden: "This is not open to you",
        forbiddenText: "Another role is needed. An owner can change yours.",
        failed: "That did not work",
        failedText: "The hub has written down what happened. Nothing was changed.",
        refused: "The hub did not accept that",
        stale: "This page was open for too long",
        staleText: "Nothing was changed. Go back, load the page again, and send it once more.",
        requestID: "Request",
        goHome: "To the overview")

    static let chinese = ProblemWords(
        notFound: "这里什么都没有",
        notFoundText: "页面可能已移动，或链接有误。",
        forbidden: "没有访问权限",
        forbiddenText: "需要其他角色。所有者可以更改角色。",
        failed: "没有成功",
        failedText: "中枢已记录经过。没有任何更改。",
        refused: "中枢没有接受这个请求",
        stale: "页面打开时间过长",
        staleText: "没有任何更改。请返回并重新加载页面，然后再次提交。",
        requestID: "请求",
        goHome: "回到总览")
}
