# Sourced by the commands in this folder: makes and keeps `.venv`. POSIX sh.
#
# ensure_venv FILE   `.venv` has what FILE (requirements.txt or requirements-dev.txt) asks for, or the command ends
#                    with one sentence. A stamp with the checksum of both files says what was installed last, so
#                    that the usual start costs nothing. Two commands at once wait for each other (a folder as a
#                    lock; one whose owner has died is taken over). Packages are taken by their hashes alone, from
#                    FILE's neighbour with .hashes in its name (`python -m tools.hashes` writes it).
#
# Nothing changes the current folder: paths that are given to a command are the caller's. Imports are found by
# PYTHONPATH, and PYTHONSAFEPATH keeps the caller's folder out of them.

export PYTHONPATH="$root" PYTHONSAFEPATH=1
unset PYTHONDONTWRITEBYTECODE # where it is set each process would compile everything anew: a second, five times a start
venv=$root/.venv
lock=$root/.venv.lock

fail() {
    echo "bin/$(basename "$0"): $1" >&2
    exit 1
}

ensure_venv() {
    wanted=$(checksum)
    have=$(cat "$venv/.stamp" 2>/dev/null) || have=
    case $have in
    "dev $wanted") return ;;
    "run $wanted") [ "$1" = requirements-dev.txt ] || return 0 ;;
    esac
    take_lock
    trap 'release_lock' EXIT
    trap 'release_lock; exit 130' INT TERM HUP
    have=$(cat "$venv/.stamp" 2>/dev/null) || have=
    # It may have been made while we waited, and what has the development tools keeps them.
    case $have in
    "dev $wanted") ;;
    dev*) install requirements-dev.txt ;;
    "run $wanted") [ "$1" = requirements.txt ] || install "$1" ;;
    *) install "$1" ;;
    esac
    release_lock
    trap - EXIT INT TERM HUP
}

checksum() {
    cat "$root/requirements.txt" "$root/requirements-dev.txt" | cksum | tr ' ' '-'
}

install() {
    if ! "$venv/bin/python" -c '' 2>/dev/null; then
        make_venv
    fi
    echo "Installing what $1 asks for (a minute or two at the first time) ..." >&2
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
        -r "$root/${1%.txt}.hashes.txt" >&2 ||
        fail "pip could not install $1: its words above say why; the network, the disk, or an index that has other files than the pinned ones are the usual reasons."
    kind=run
    [ "$1" = requirements-dev.txt ] && kind=dev
    echo "$kind $wanted" >"$venv/.stamp.$$" && mv "$venv/.stamp.$$" "$venv/.stamp"
}

make_venv() {
    python=$(find_python) || fail "Python 3.11 or newer is needed, and none was found on the PATH."
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "Python's venv module is missing: install it (on Debian and Ubuntu: apt-get install python3-venv)."
    echo "Making .venv with $("$python" --version) ..." >&2
    "$python" -m venv --clear "$venv" >&2 || fail "$venv could not be made: the words above say why."
}

find_python() {
    for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

take_lock() {
    tries=0
    until mkdir "$lock" 2>/dev/null; do
        [ -d "$lock" ] || [ -w "$root" ] || fail "$root cannot be written to."
        owner=$(cat "$lock/pid" 2>/dev/null) || owner=
        if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null || [ -z "$owner" ] && [ "$tries" -gt 50 ]; then
            # Renamed before it is removed: of two that see it stale, only one gets it.
            mv "$lock" "$lock.$$" 2>/dev/null && rm -rf "$lock.$$"
            continue
        fi
        [ "$tries" != 5 ] || echo "Waiting for another command that prepares .venv ..." >&2
        tries=$((tries + 1))
        sleep 0.2
    done
    echo $$ >"$lock/pid"
}

release_lock() {
    rm -rf "$lock"
}
