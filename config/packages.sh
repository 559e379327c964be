#!/bin/bash
# Installs what is missing of config/packages. For other scripts to source, and for the hand:
#
#     config/packages.sh SECTION...
#
# A server that comes with a package (PostgreSQL, Prometheus) is neither started nor enabled: what
# is needed here are the programs.

packages_list=$(dirname "${BASH_SOURCE[0]}")/packages

# The packages of the sections, one a line.
packages_of() {
    awk -v sections=" $* " '{ sub(/#.*/, "") } index(sections, " " $1 " ") { print $2 }' \
        "$packages_list" | sort -u
}

# Those of them that are not installed. Other packages of Node.js than Debian's come with npm, and
# Debian's npm cannot be installed beside them.
packages_missing() {
    local wanted
    mapfile -t wanted < <(packages_of "$@" |
        if command -v npm >/dev/null; then grep -vx npm; else cat; fi)
    comm -23 <(printf '%s\n' "${wanted[@]}" | sort) \
        <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null |
            sed -n 's/^installed //p' | sort)
}

# Runs a command while Debian's scripts are told to start no service and to make no database
# cluster. Both files are put back as they were.
without_services() (
    policy=/usr/sbin/policy-rc.d
    cluster=/etc/postgresql-common/createcluster.d/weltoffend.conf
    saved=
    put_back() {
        rm -f "$cluster" "$policy"
        rmdir -p --ignore-fail-on-non-empty "${cluster%/*}" 2>/dev/null
        [[ -z $saved ]] || mv "$saved" "$policy"
    }
    trap put_back EXIT
    trap 'exit 130' INT TERM

    if [[ -e $policy || -L $policy ]]; then
        saved=$(mktemp --dry-run "$policy.XXXXXX")
        mv "$policy" "$saved"
    fi
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    mkdir -p "${cluster%/*}"
    echo 'create_main_cluster = false' >"$cluster"
    "$@"
)

packages_install() {
    local -x DEBIAN_FRONTEND=noninteractive
    local options=(-qq -y --no-install-recommends -o DPkg::Lock::Timeout=120)

    # One unreachable source of several is no reason to stop; what matters is the next command.
    apt-get -qq update || true
    without_services apt-get "${options[@]}" install "$@" || return
    if [[ " $* " == *" prometheus "* ]]; then
        systemctl --quiet disable prometheus prometheus-node-exporter 2>/dev/null || true
    fi
}

# Installs what the sections lack. Says in one sentence why, if that cannot be.
install_missing() {
    local missing as_root=()
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        echo "This is no Debian system; install by hand what config/packages lists." >&2
        return 1
    fi
    mapfile -t missing < <(packages_missing "$@")
    ((${#missing[@]})) || return 0

    if ((EUID != 0)); then
        if command -v sudo >/dev/null && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; then
            as_root=(sudo --)
        else
            echo "Missing packages, which only root can install: apt install ${missing[*]}" >&2
            return 1
        fi
    fi
    echo "Installing ${missing[*]}"
    "${as_root[@]}" bash "${BASH_SOURCE[0]}" --install "${missing[@]}" && return
    echo "apt could not install these packages: ${missing[*]}" >&2
    return 1
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
    case ${1-} in
    '' | -*[!l] | --h*) sed -n '2,/^$/s/^# \{0,1\}//p' "$0" ;;
    --install) shift && packages_install "$@" ;;
    *) install_missing "$@" ;;
    esac
fi
