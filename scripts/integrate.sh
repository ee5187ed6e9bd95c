#!/usr/bin/env bash
# Follows docs/integrate.md from an empty folder to verified webhooks, line by line as the guide has them, and says how long it took.
# scripts/integrate.sh [DATA [PORT]]   beside a running ./run
#   DATA  its data folder: ./data
#   PORT  of the receiver, the next one is the second receiver's: 3000, as in the guide
set -euo pipefail
. "$(dirname "$0")/have.sh"
chapter="From nothing to the first webhook"
minutes_max=5

main() {
  have_debian curl curl
  have_dotnet
  PATH=$(dirname "$(command -v "$dotnet")"):$PATH
  have_debian node nodejs
  export KEYTILL_DATA=$(realpath "${1:-$root/data}")
  [ -f "$KEYTILL_DATA/demo.json" ] || missing "There is no $KEYTILL_DATA/demo.json: start ./run first."
  # What the SDK starts to be quicker the next time would stay behind.
  export UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
  folder=$(mktemp -d "${TMPDIR:-/tmp}/keytill-integrate-XXXXXX")
  trap end EXIT
  trap 'exit 130' INT TERM HUP
  mkdir "$folder/empty"
  steps "${2:-3000}" <"$root/docs/integrate.md" >"$folder/steps"
  cd "$folder/empty"
  # A session of its own: the receivers that it leaves in the background end with it.
  setsid timeout "${minutes_max}m" bash "$folder/steps" </dev/null &
  following=$!
  wait "$following" || { tail -n 20 *.log >&2; missing "The guide could not be followed to its end."; }
}

end() {
  [ -z "${following:-}" ] || kill -- "-$following" 2>/dev/null || true
  rm -rf "$folder"
}

# Standard input: the guide. Standard output: the same as a program. Each command of a block of sh is one, however many lines it
# has, and so is each file that the guide lets its reader save.
steps() {
  awk -v chapter="## $chapter" -v first="$1" '
    function does(what) { gsub(/\047/, "\047\\\047\047", what); printf "does \047%s\047\n", what }
    BEGIN {
      print "set -euo pipefail; commands=0; began=$(date +%s%3N)"
      print "passed() { local ms=$(($(date +%s%3N) - began)); printf \047%d.%d\047 $((ms / 1000)) $((ms % 1000 / 100)); }"
      print "does() { commands=$((commands + 1)); printf \047[%2d] %6s s  %s\\n\047 \"$commands\" \"$(passed)\" \"$1\"; }"
      print "verified() { echo \"A verified webhook after $commands commands and $(passed) s.\"; }"
    }
    /^## / { inside = $0 == chapter }
    !inside { next }
    { gsub(/:3000/, ":" first); gsub(/:3001/, ":" first + 1); gsub(/PORT=3000/, "PORT=" first) }
    /^```/ && fence == "" {
      fence = substr($0, 4)
      if (file != "") { does("cat > " file); printf "cat > %s <<\047END OF FILE\047\n", file }
      next
    }
    /^```/ {
      if (file != "") print "END OF FILE"
      fence = file = ""
      next
    }
    fence != "" && file != "" { print; next }
    fence == "sh" && /^#/ { next }
    fence == "sh" {
      if (!goes_on) does($0)
      print
      goes_on = /\\$/
      if (!goes_on && /grep order\.created/) print "verified"
      next
    }
    fence != "" { next }
    match($0, /Save this as `[^`]+`/) { file = substr($0, RSTART + 14, RLENGTH - 15) }
    END { print "echo \"$commands commands, from an empty folder to the last of them in $(passed) s.\"" }'
}

main "$@"
