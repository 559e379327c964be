# shellcheck shell=bash
# Lines of progress, for other scripts to source:
#
#   0:07  building Release with gcc                            ok, 31 s

# begin WORDS; end RESULT
begin() {
    began=$SECONDS
    printf '%3d:%02d  %-44s ' $((SECONDS / 60)) $((SECONDS % 60)) "$1"
}

end() {
    printf '%s, %d s\n' "$1" $((SECONDS - began))
}
