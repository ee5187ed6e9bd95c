# Sourced by ./run, ./test, ./prove, .ci/run and the scripts beside it: finds what they need on this machine, or says what is missing.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1

missing() {
  printf '%s\n' "$@" >&2
  exit 1
}

# Sets $dotnet to a .NET SDK that satisfies global.json.
have_dotnet() {
  local candidate
  for candidate in dotnet "${DOTNET_ROOT:-/nowhere}/dotnet" "$HOME/.dotnet/dotnet" /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet \
    /usr/local/share/dotnet/dotnet; do
    command -v "$candidate" >/dev/null || continue
    if (cd "$root" && "$candidate" --version >/dev/null 2>&1); then
      dotnet=$candidate
      return
    fi
  done
  missing "Keytill needs the .NET SDK 10 ('dotnet --version' must print 10.0.100 or later in this folder)." \
    "Install it from your distribution, or as https://dotnet.microsoft.com/download says, then start this again."
}

# have_debian PROGRAM PACKAGE: installs the package where the program is not there.
have_debian() {
  has "$1" && return
  echo "$1 is not on this machine: installing Debian's package $2"
  local as=()
  [ "$(id -u)" = 0 ] || as=(sudo -n)
  if ! command -v apt-get >/dev/null || ! "${as[@]}" true 2>/dev/null; then
    missing "The tests need $1 and may not install it here. On Debian: apt-get install $2"
  fi
  "${as[@]}" apt-get update -qq || true
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null || true
  has "$1" || missing "Debian's package $2 could not be installed. Install it by hand, then start this again: apt-get install $2"
}

has() {
  command -v "$1" >/dev/null || compgen -G "/usr/lib/postgresql/*/bin/$1" >/dev/null
}

# Installs what the vendors' guide asks of its reader, and the packages of tests/npm, unless they are there as their lock says. These
# run in the Node that the tests' own packages bring, which is the same everywhere; npm itself may stand on an older one.
have_judges() {
  local folder="$root/tests/npm"
  have_debian curl curl
  have_debian node nodejs
  have_debian chromium-headless-shell chromium-headless-shell
  cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed" && return
  have_debian npm npm
  echo "Installing the judges of tests/npm"
  (cd "$folder" && npm ci --loglevel=error >/dev/null) || missing "The packages of tests/npm could not be installed: 'npm ci' in that folder says why."
  cp "$folder/package-lock.json" "$folder/node_modules/.installed"
}

# build SOLUTION_OR_PROJECT: Release, quiet, leaving no build server behind.
build() {
  "$dotnet" build "$root/$1" -c Release -v quiet -nologo -clp:ErrorsOnly --disable-build-servers
}

# run_tests FILTER PROJECT…: runs each project's tests, prints what fails, then one line with the true sum of all.
# Fails when a test failed, a runner failed by itself or has not ended after $test_minutes (45), or no test ran.
# $test_threads says how many run at once, else the runner does. A test that runs for minutes is named while it does.
run_tests() {
  local filter=$1 project name trx sum passed=0 failed=0 skipped=0
  shift
  local results="$root/TestResults"
  mkdir -p "$results"
  for project in "$@"; do
    name=$(basename "$project")
    trx="$results/$name.trx"
    rm -f "$trx"
    local options=(--no-build -c Release --nologo --results-directory "$results" --logger "trx;LogFileName=$name.trx")
    [ -z "$filter" ] || options+=(--filter "$filter")
    # What follows the dashes are settings of the run and must come last.
    options+=(-- xUnit.DiagnosticMessages=true xUnit.LongRunningTestSeconds=300)
    [ -z "${test_threads:-}" ] || options+=("xUnit.MaxParallelThreads=$test_threads")
    local ended=0 limit=(timeout)
    # At a terminal the keyboard reaches what runs; elsewhere all that it started ends with it.
    [ ! -t 1 ] || limit+=(--foreground)
    "${limit[@]}" --kill-after=30 "${test_minutes:-45}m" "$dotnet" test "$root/$project" "${options[@]}" || ended=$?
    [ "$ended" != 124 ] || echo "$name did not end within ${test_minutes:-45} minutes"
    sum=$(trx_sum "$trx")
    read -r p f s <<<"$sum"
    # A runner that crashed has no failed test to show for it, and still is a failure.
    [ "$ended" = 0 ] || [ "$f" -gt 0 ] || f=1
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  done
  if [ "$skipped" -gt 0 ]; then
    echo "$passed passed, $failed failed, $skipped skipped"
  else
    echo "$passed passed, $failed failed"
  fi
  [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}

# trx_sum FILE: "passed failed skipped" of one result file. Whatever ran and did not pass has failed.
trx_sum() {
  [ -f "$1" ] || { echo "0 0 0"; return; }
  awk '
    match($0, /<Counters [^>]*>/) {
      line = substr($0, RSTART, RLENGTH)
      total = value(line, "total"); executed = value(line, "executed"); passed = value(line, "passed")
    }
    function value(line, name) {
      return match(line, " " name "=\"[0-9]+\"") ? substr(line, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : 0
    }
    END { print passed + 0, executed - passed, total - executed }' "$1"
}
