import TestSupport

/// For scripts with runs: `join NAME` makes the machine NAME an agent that may read `$scratch/tree`
/// and keep vaults in `$scratch/vaults`, `live NAME` runs it, `die NAME` kills it; `post` and `get`
/// ask the API of the tenant, `member` takes one member of what comes in. `protect NAME` makes an
/// archive, a repository and a source that goes to both, as `$archive`, `$repository`, `$source`;
/// with `readable=1` the hub has what opens the archive.
let runScript = ##"""
    export HOLDFAST_HUB_PASSWORD='a short sentence is good'
    mkdir -p tree vaults
    member() { python3 -c 'import json,sys
    value = json.load(sys.stdin)
    for name in sys.argv[1].split("."): value = value[int(name) if name.isdigit() else name]
    print(value)' "$1"; }
    login() {
        export HOLDFAST_HUB=http://$address
        export HOLDFAST_TOKEN=$("$holdfast" api-tokens create --login=mara@example.org --name=x)
        tenant=$(curl -s -H "Authorization: Bearer $HOLDFAST_TOKEN" $HOLDFAST_HUB/api/v1/tenants |
            member items.0.id)
    }
    get() {
        curl -sS -H "Authorization: Bearer $HOLDFAST_TOKEN" \
            "$HOLDFAST_HUB/api/v1/tenants/$tenant/$1" "${@:2}"
    }
    post() { get "$1" -H 'Content-Type: application/json' -d "$2"; }
    join() {
        "$holdfast" enrolment-tokens create >token
        "$holdfast" agent enroll --data-dir=$1 --token-file=token --allow-read=$scratch/tree \
            --allow-vaults=$scratch/vaults >/dev/null
    }
    declare -A lives
    live() { "$holdfast" agent run --data-dir=$1 >>$1.log 2>&1 & lives[$1]=$!; }
    die() { kill -9 ${lives[$1]}; wait ${lives[$1]} || true; }
    newest_agent() { "$holdfast" agents list --json | tail -n 1 | member id; }
    protect() {
        agent=$(newest_agent)
        age-keygen -o $1.key 2>$1.public
        local readers=$(sed 's/.*: //' $1.public) identity=
        [ -z "${readable:-}" ] || identity=',"identity":"'$(grep AGE-SECRET $1.key)'"'
        archive=$(post vaults '{"name":"archive '$1'","format":"archive","owner":"'$agent'",
            "place":"file:'$scratch'/vaults/'$1'-archive",
            "secrets":{"recipients":"'$readers'"'$identity'}}' | member id)
        repository=$(post vaults '{"name":"repository '$1'","format":"repository",
            "owner":"'$agent'","place":"file:'$scratch'/vaults/'$1'-repository",
            "secrets":{"passphrase":"correct horse"}}' | member id)
        source=$(post sources '{"name":"tree of '$1'","agent":"'$agent'",
            "configuration":{"kind":"files","paths":["'$scratch'/tree"]},
            "retry":{"attemptsMax":10,"firstWait":1000,"patience":86400000},
            "overlap":"queue","vaults":["'$archive'","'$repository'"]}' | member id)
    }
    ready() { until [ "$(get vaults/$1 | member readiness)" = ready ]; do sleep 0.2; done; }
    state() { get runs/$1 | member state; }

    """##
