#!/usr/bin/env bash
# Requests per second with the bearer of a Lightning session, beside the same Jetty answering a request with a plain token, and
# one with a plain token and an answer that are as long as those of the session, in rounds in one run; and the server's CPU time
# for each. Needs: a built benchmarks.jar and wrk.
#   benchmarks/load/bearer.sh [seconds per measurement, default 8] [rounds, default 5]
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-8}
rounds=${2:-5}
for program in wrk java; do
  command -v "$program" >/dev/null || { echo "bearer.sh needs $program on the PATH (Debian: apt-get install wrk)" >&2; exit 1; }
done
classes=${BENCHMARKS_CLASSPATH:-benchmarks/target/benchmarks.jar}
[ -n "${BENCHMARKS_CLASSPATH:-}" ] || [ -f "$classes" ] || { echo "Build first: mvn -q -DskipTests -pl benchmarks -am package" >&2; exit 1; }

work=$(mktemp -d)
server=
cleanup() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

# shellcheck disable=SC2086 # several options
java -Xms512m -Xmx512m ${BEARER_SERVER_OPTIONS:-} -cp "$classes" \
  org.mpp4j.benchmarks.BearerServer 0 "$work/credentials" >"$work/jetty.log" 2>&1 &
server=$!
url=
for _ in $(seq 300); do
  url=$(grep -o 'http://localhost:[0-9]*' "$work/jetty.log" | head -n 1 || true)
  [ -z "$url" ] || break
  sleep 0.2
done
[ -n "$url" ] || { echo "The server did not start; it said:" >&2; cat "$work/jetty.log" >&2; exit 1; }

ticks() { awk '{print $14 + $15}' "/proc/$server/stat"; }
measure() { # PATH: requests per second, and microseconds of the server's CPU time for each
  local before after
  before=$(ticks)
  result=$(wrk -t1 -c16 -d"$2"s -s benchmarks/load/bearer.lua "$url/$1/fortune" -- "$work/credentials" | grep '^RATE')
  after=$(ticks)
  echo "$result" | awk -v cpu=$((after - before)) -v hz="$(getconf CLK_TCK)" \
    '{if ($4 != 0) {print "unexpected answers: " $4 > "/dev/stderr"; exit 1} printf "%.0f %.1f\n", $2, cpu / hz * 1e6 / $3}'
}
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.3f\n", a / b}'; }
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

for path in token paid long token paid long; do measure "$path" 5 >/dev/null; done # compilers do their work
printf '%-6s %9s %9s %9s %10s %10s %9s %9s %9s\n' round token/s long/s bearer/s of-token of-long 'token us' 'long us' 'bearer us'
for round in $(seq "$rounds"); do
  read -r plain plainCpu < <(measure token "$seconds")
  read -r long longCpu < <(measure long "$seconds")
  read -r paid paidCpu < <(measure paid "$seconds")
  ratio "$paid" "$plain" >>"$work/token-rates"
  ratio "$paid" "$long" >>"$work/long-rates"
  ratio "$plainCpu" "$paidCpu" >>"$work/token-cpu"
  ratio "$longCpu" "$paidCpu" >>"$work/long-cpu"
  printf '%-6s %9s %9s %9s %10s %10s %9s %9s %9s\n' "$round" "$plain" "$long" "$paid" \
    "$(tail -n 1 "$work/token-rates")" "$(tail -n 1 "$work/long-rates")" "$plainCpu" "$longCpu" "$paidCpu"
done
echo "requests per second, bearer / token:       $(median <"$work/token-rates")"
echo "requests per second, bearer / long token:  $(median <"$work/long-rates")"
echo "CPU time, token / bearer:                  $(median <"$work/token-cpu")"
echo "CPU time, long token / bearer:             $(median <"$work/long-cpu")"
