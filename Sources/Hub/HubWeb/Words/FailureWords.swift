internal import Domain

extension RunWords {
    /// What a failure means in a few words, and what to do about it; nil for codes that say little
    /// more than their own message.
    func cause(_ failure: RunFailure) -> (title: String, remedy: String)? {
        cause(code: failure.code)
    }

    func cause(code: String?) -> (title: String, remedy: String)? {
        guard let cause = code.flatMap({ Self.causes[$0] }) else { return nil }
        return (say(cause.title.0, cause.title.1), say(cause.remedy.0, cause.remedy.1))
    }

    /// Where the remedy of a failure is at hand.
    enum Place: Hashable, Sendable {
        case vault, vaultForm, sourceForm, agent, log
    }

    static func place(of failure: RunFailure) -> Place? {
        switch failure.code {
        case "vault_unreachable", "vault_full", "vault_missing", "vault_foreign", "vault_locked",
            "vault_untrusted", "vault_conflict", "damaged", "foreign_signature":
            .vault
        case "key_wrong", "key_missing", "vault_denied": .vaultForm
        case "source_missing", "source_denied", "source_unreachable", "host_key_changed":
            .sourceForm
        case "policy": .agent
        case "hook_failed": .log
        default: nil
        }
    }

    var noTimeLeft: String {
        say("There was no time left to look through this snapshot.", "没有时间再查找此快照。")
    }

    func open(_ place: Place) -> String {
        switch place {
        case .vault: say("Open the vault", "打开保险库")
        case .vaultForm: say("Change the vault", "修改保险库")
        case .sourceForm: say("Change the source", "修改来源")
        case .agent: say("Open the agent", "打开代理")
        case .log: say("Read the log", "查看日志")
        }
    }

    static var remediedCodes: [String] { Array(causes.keys) }

    private struct Cause: Sendable {
        let title: (String, String)
        let remedy: (String, String)
    }

    private static let causes: [String: Cause] = [
        "vault_unreachable": Cause(
            title: ("The vault did not answer", "保险库没有响应"),
            remedy: (
                "Test the connection on the vault's page; it says at which step it fails.",
                "请在保险库页面测试连接，它会指出在哪一步失败。"
            )),
        "vault_full": Cause(
            title: ("The vault is full", "保险库已满"),
            remedy: (
                "Prune it, keep less, or give it more room.", "请修剪、减少保留，或扩大空间。"
            )),
        "vault_denied": Cause(
            title: ("The vault refused the sign-in, or this work", "保险库拒绝登录或拒绝此操作"),
            remedy: (
                "Set the password or key in the vault's form. Forgetting and pruning may need "
                    + "rights that storing does not.",
                "请在保险库表单中设置密码或密钥。遗忘和修剪所需的权限可能多于存储。"
            )),
        "vault_untrusted": Cause(
            title: ("The vault's server could not prove who it is", "保险库的服务器无法证明其身份"),
            remedy: (
                "Its certificate or host key is not the one expected. Ask whoever looks after it.",
                "其证书或主机密钥与预期不符。请向其管理者确认。"
            )),
        "vault_conflict": Cause(
            title: ("Something of this name is in the vault already", "保险库中已有同名内容"),
            remedy: (
                "Nothing was overwritten. See whether another hub or machine writes there, then "
                    + "run it once more.",
                "没有覆盖任何内容。请检查是否有其他中枢或机器在写入，然后再运行一次。"
            )),
        "vault_missing": Cause(
            title: ("There is no vault at its place", "该位置没有保险库"),
            remedy: (
                "Is the disk mounted? Nothing was written where it should be.",
                "磁盘是否已挂载？没有向该位置写入任何内容。"
            )),
        "vault_foreign": Cause(
            title: ("Another vault lies at the place", "该位置是另一个保险库"),
            remedy: (
                "Look at what is mounted there before anything else.", "请先检查该处挂载的是什么。"
            )),
        "vault_locked": Cause(
            title: ("Somebody else works in the vault", "有其他程序正在使用保险库"),
            remedy: (
                "It passes when they are done. If nobody is, unlock the vault on its page.",
                "对方完成后即可恢复；如果没有人在用，请在保险库页面解锁。"
            )),
        "key_wrong": Cause(
            title: ("The key does not open the vault", "密钥无法打开保险库"),
            remedy: (
                "Set the right passphrase or key in the vault's form.", "请在保险库表单中设置正确的口令或密钥。"
            )),
        "key_missing": Cause(
            title: ("A key is missing", "缺少密钥"),
            remedy: (
                "Choose a key in the vault's form, or bring it with a keypack.",
                "请在保险库表单中选择密钥，或通过密钥包导入。"
            )),
        "damaged": Cause(
            title: ("Something in the vault is damaged", "保险库中有内容损坏"),
            remedy: (
                "Check the vault: that names what is affected. Other copies are none the worse.",
                "请检查保险库，它会列出受影响的内容。其他副本不受影响。"
            )),
        "foreign_signature": Cause(
            title: ("Signed by somebody else", "签名来自他人"),
            remedy: (
                "Find out who writes to this vault before you restore from it.",
                "恢复之前，请先查明谁在写入这个保险库。"
            )),
        "snapshot_missing": Cause(
            title: ("The snapshot is not in the vault", "保险库中没有该快照"),
            remedy: ("Another vault may have it.", "其他保险库中可能有。")),
        "source_missing": Cause(
            title: ("What is to be backed up is not there", "要备份的内容不存在"),
            remedy: (
                "Was it moved, or is its disk not mounted? The source's form has the paths.",
                "是否已移动，或磁盘未挂载？路径在来源表单中。"
            )),
        "source_denied": Cause(
            title: ("The machine refused the sign-in", "机器拒绝登录"),
            remedy: (
                "Set the password or key in the source's form, and test it there.",
                "请在来源表单中设置密码或密钥，并在那里测试。"
            )),
        "source_unreachable": Cause(
            title: ("The machine did not answer", "机器没有响应"),
            remedy: (
                "Is it on, and does its address still hold?", "它是否开机？地址是否仍然正确？"
            )),
        "host_key_changed": Cause(
            title: ("The machine shows another host key", "机器的主机密钥已改变"),
            remedy: (
                "Ask whoever looks after it. Only then let the new key in.",
                "请先向其管理者确认，然后再信任新密钥。"
            )),
        "hook_failed": Cause(
            title: ("A command beside the backup failed", "备份前后的命令失败"),
            remedy: ("What it said is in the log.", "其输出在日志中。")),
        "policy": Cause(
            title: ("The machine's own policy forbids it", "机器自身的策略不允许"),
            remedy: (
                "Only somebody at the machine can widen it, in its policy file.",
                "只有在该机器上修改其策略文件才能放宽。"
            )),
        "interrupted": Cause(
            title: ("The agent ended in the middle", "代理中途退出"),
            remedy: (
                "What had arrived is kept and not sent again. Run it once more.",
                "已送达的内容会保留，不会重发。请再运行一次。"
            )),
        "conflicts": Cause(
            title: ("Files are in the way", "有文件冲突"),
            remedy: (
                "Choose another folder, or what becomes of files that are there.",
                "请选择其他文件夹，或选择如何处理已有文件。"
            )),
    ]
}
