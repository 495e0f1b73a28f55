import TestSupport

/// For scripts with machines that are read over SSH: `server NAME PORT` makes one whose user comes
/// in by the key `NAME/user`, and `open NAME` lets it serve; `shut NAME` ends it. `work NAME` makes
/// the machine NAME an agent that may read them all.
let serverScript = ##"""
    mkdir -p /run/sshd remote
    server() {
        mkdir -p $1; ssh-keygen -q -t ed25519 -N '' -f $1/user
        cp $1/user.pub $1/authorized_keys; host_key $1
        printf '%s\n' "Port $2" 'ListenAddress 127.0.0.1' "HostKey $scratch/$1/host" \
            "AuthorizedKeysFile $scratch/$1/authorized_keys" 'PidFile none' 'StrictModes no' \
            'UsePAM no' 'PermitRootLogin yes' 'PasswordAuthentication no' 'MaxStartups 100' \
            'Subsystem sftp internal-sftp' >$1/config
    }
    host_key() { rm -f $1/host $1/host.pub; ssh-keygen -q -t ed25519 -N '' -f $1/host; }
    print_of() { ssh-keygen -lf $1/host.pub | cut -d ' ' -f 2; }
    declare -A servers
    open() {
        : >$1/said
        /usr/sbin/sshd -D -e -f $scratch/$1/config 2>$1/said & servers[$1]=$!
        until grep -q 'Server listening' $1/said; do sleep 0.1; done
    }
    shut() { kill ${servers[$1]}; wait ${servers[$1]} || true; }
    work() {
        "$holdfast" enrolment-tokens create >token
        "$holdfast" agent enroll --data-dir=$1 --token-file=token --allow-read-server='*' \
            --allow-restore-server='*' --allow-vaults=$scratch/vaults >/dev/null
    }

    """##
