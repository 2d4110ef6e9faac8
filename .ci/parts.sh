# Sourced: `part NAME` begins a part of a script; how long each took is told when the script ends, also when a part failed.
parts=()
current=

_end_part() {
    [ -z "$current" ] || parts+=("$(printf '%6s min  %s%s' "$(((SECONDS - begun) / 60)).$(((SECONDS - begun) % 60 / 6))" "$current" "$1")")
    current=
}

part() {
    _end_part ""
    current=$1
    begun=$SECONDS
}

_tell_parts() {
    # The status of the script stays what it was: a trap that does not call `exit` cannot change it.
    local status=$? line
    if [ "$status" -eq 0 ]; then _end_part ""; else _end_part "  FAILED"; fi
    for line in "${parts[@]+"${parts[@]}"}"; do printf '%s\n' "$line" >&2; done
}
trap _tell_parts EXIT
