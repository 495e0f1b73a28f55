import TestSupport
import Testing

/// Who is in a tenant, who did what, and how it stands, through the executable.
@Suite(.timeLimit(.minutes(10))) struct PeopleCommandTests {
    @Test func whoMayDoWhatIsSaidInCommands() async throws {
        let outcome = try await runHubScript(
            hubMachines + ##"""
                start --data-dir=data; owner; login
                as_mara() { "$holdfast" "$@" --login=mara@example.org; }
                link=$("$holdfast" members invite --name=Ines --role=operator i@example.org)
                case $link in "http://$address/invitation#"*) echo "link: ok" ;; esac
                "$holdfast" members list --json | tail -1 | member standing
                again=$("$holdfast" members link i@example.org)
                [ "$again" != "$link" ] && echo "another link"
                page=$(curl -s -b jar2 -c jar2 "http://$address/invitation")
                page=${page#*name=\"csrf\" value=\"}
                echo "accepted: $(status -b jar2 -c jar2 "http://$address/invitation" \
                    --data-urlencode "csrf=${page%%\"*}" --data-urlencode "code=${again#*#}" \
                    -d 'password=the tide comes twice')"
                "$holdfast" members link i@example.org 2>&1 || echo "exit $?"
                as_mara members link i@example.org | grep -c invitation
                "$holdfast" members edit --role=viewer i@example.org
                "$holdfast" members edit --role=viewer mara@example.org 2>&1 || echo "exit $?"
                "$holdfast" members disable i@example.org
                echo "out: $("$holdfast" members list | grep disabled | cut -d' ' -f1)"
                "$holdfast" members enable i@example.org; "$holdfast" members delete i@example.org
                "$holdfast" audit list --action=member.removed --json | member targetName
                "$holdfast" audit list --of-hub 2>&1 || echo "exit $?"
                as_mara audit list --of-hub --action=hub.set_up --json | member sequence
                "$holdfast" overview | head -2
                as_mara tenants create --display-name=North --owner=i@example.org north >id
                as_mara tenants rename --display-name='North Harbour' "$(cat id)"
                as_mara tenants hosted | grep -c north
                as_mara administrators add i@example.org
                as_mara administrators list --json | wc -l
                as_mara profile edit --name='Mara L.'
                as_mara profile show | grep 'Mara L.'
                HOLDFAST_NEW_PASSWORD='another one of these' as_mara profile password
                as_mara profile show 2>&1 || echo "exit $?"
                HOLDFAST_HUB_PASSWORD='another one of these' as_mara sessions list --json | wc -l
                "$holdfast" audit verify --data-dir=data | cut -d' ' -f1
                stop; echo "stopped: $?"
                """##)
        #expect(outcome.status == 0, "\(outcome.text) \(outcome.errorText)")
        let lines = outcome.text.split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "link: ok", "invited", "another link", "accepted: 303",
                "holdfast: A token replaces nobody's password: sign in to make this link. "
                    + "(session_required)", "exit 6", "1", "i@example.org is viewer now.",
                "holdfast: This needs a right you do not have. (not_allowed)", "exit 6",
                "out: i@example.org", "i@example.org",
                "holdfast: Sign in first. (sign_in_required)", "exit 6", "2",
                "verdict    unknown", "protected  0 of 0 sources",
                "north is called North Harbour now.", "1", "2", "Mara L. is changed.",
                "name      Mara L.",
                "holdfast: Login and password do not go together. (sign_in_refused)", "exit 6",
                "1", "whole", "whole", "whole", "stopped: 0",
            ], "\(outcome.text)")
    }
}
