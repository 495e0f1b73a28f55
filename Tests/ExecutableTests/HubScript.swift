import Glibc
import TestSupport

/// The executable that was built beside these tests.
let holdfast: String = {
    var path = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &path, path.count - 1)
    let text = String(
        decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return text.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        .joined(separator: "/") + "/holdfast"
}()

/// Runs a script in which hubs are started, with mounts and a network of its own: whatever it does
/// to them goes with it. `$scratch` is a fresh folder, `$holdfast` the executable.
///
/// Functions for scripts: `start ARGUMENT…` starts a hub, at `$listen` where that is set, and waits
/// until it listens at `$address`;
/// `said WORDS` waits for a line of what it says,
/// `link` for the one-time link; `stop` ends it and gives its exit code; `owner` makes
/// the first owner, and `status` prints what curl gets: the status alone.
func runHubScript(_ script: String) async throws -> ProgramOutcome {
    try await withScratchFolder { scratch in
        let prelude = prelude(scratch)
        // An ordinary user becomes root in a space of their own.
        let user = geteuid() == 0 ? [] : ["--map-root-user"]
        let outcome = try await runProgram(
            "unshare",
            user + ["--mount", "--net", "--kill-child", "--pid", "--fork", "--mount-proc"]
                + ["bash", "-euc", prelude + script])
        return outcome
    }
}

private func prelude(_ scratch: String) -> String {
    ##"""
    scratch='\##(scratch)' holdfast='\##(holdfast)'
    chmod 711 "$scratch"; cd "$scratch"; ip link set lo up
    start() {
        rm -f pipe; mkfifo pipe; : >log
        "$holdfast" hub --listen="${listen:-127.0.0.1:0}" "$@" >pipe 2>&1 & pid=$!
        exec 3<pipe
        said listening; address=${line##*address=}
    }
    said() {
        while read -r -t 120 -u 3 line; do
            echo "$line" >>log
            case $line in *"$1"*) return ;; esac
        done
        echo "the hub never said: $1"; cat log; exit 70
    }
    link() { until grep -o 'http.*/setup#.*' log; do said ''; done; }
    stop() { kill -TERM "$pid"; wait "$pid"; }
    status() { curl -s -o answer -w '%{http_code}\n' "$@"; }
    owner() {
        local page code
        code=$(link); code=${code#*#}
        page=$(curl -s -b jar -c jar "http://$address/setup")
        page=${page#*name=\"csrf\" value=\"}
        [ "$(status -b jar -c jar "http://$address/setup" --data-urlencode "csrf=${page%%\"*}" \
            -d "code=$code&name=Mara&login=mara@example.org&language=en-US" \
            -d "password=a short sentence is good")" = 303 ]
    }
    sign_in() {
        status "$1/api/v1/sessions" -H 'Content-Type: application/json' \
            -d '{"login":"mara@example.org","password":"a short sentence is good"}' "${@:2}"
    }

    """##
}

/// `machine NAME` makes keys; `key`, `hex` and `introduction` tell of them, `sign` signs what
/// comes in; `api` sends to the machines' routes and leaves the answer in `answer`.
let hubMachines = ##"""
    export HOLDFAST_HUB_PASSWORD='a short sentence is good'
    machine() {
        openssl genpkey -algorithm ed25519 -out $1.sign 2>/dev/null
        openssl genpkey -algorithm x25519 -out $1.seal 2>/dev/null
    }
    raw() { openssl pkey -in "$1" -pubout -outform DER 2>/dev/null | tail -c 32; }
    hex() { raw "$1" | od -An -vtx1 | tr -d ' \n'; }
    sign() {
        cat >statement
        openssl pkeyutl -sign -inkey $1.sign -rawin -in statement | base64 -w0
    }
    introduction() {
        printf '{"speaks":[1,1],"key":{"signing":"%s","sealing":"%s"},"hostName":"%s",' \
            "$(raw $1.sign | base64 -w0)" "$(raw $1.seal | base64 -w0)" "$1"
        printf '"program":"holdfast 1.0.0","system":"Debian","architecture":"x86_64"}'
    }
    api() { status "http://$address/agent/v1/$1" -H 'Content-Type: application/json' -d "$2"; }
    fingerprint() {
        { printf 'holdfast-agent-key-1\n'; raw $1.sign; raw $1.seal; } | sha256sum | cut -c1-32
    }
    member() { python3 -c 'import json,sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }
    login() {
        export HOLDFAST_HUB=http://$address
        export HOLDFAST_TOKEN=$("$holdfast" api-tokens create --login=mara@example.org --name=x)
    }

    """##
