#!/usr/bin/env bash
# Requests per second, side by side in one run: the payment filter on Jetty, the same Jetty without it, and an mppx server.
# Needs: a built benchmarks.jar, wrk, Node with npm. Everything stays on this machine.
#   benchmarks/load/run.sh [seconds per measurement, default 8] [rounds, default 3]
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-8}
rounds=${2:-3}
for program in wrk node npm java; do
  command -v "$program" >/dev/null || { echo "run.sh needs $program on the PATH (Debian: apt-get install wrk)" >&2; exit 1; }
done
[ -f benchmarks/target/benchmarks.jar ] || { echo "Build first: mvn -q -DskipTests -pl benchmarks -am package" >&2; exit 1; }

work=$(mktemp -d)
pids=()
cleanup() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT

source benchmarks/load/mppx.sh
install_mppx "$work"

await() { # FILE PATTERN: waits until a server says that it listens, and answers its address
  for _ in $(seq 100); do
    if grep -q "$2" "$1" 2>/dev/null; then grep -o 'http://localhost:[0-9]*' "$1" | head -n 1; return; fi
    sleep 0.2
  done
  echo "A server did not start; it said:" >&2
  cat "$1" >&2
  exit 1
}

java -Xms512m -Xmx512m -cp benchmarks/target/benchmarks.jar org.mpp4j.benchmarks.LoadServer 0 >"$work/jetty.log" 2>&1 &
pids+=($!)
jetty=$(await "$work/jetty.log" 'load server listens')
(cd "$work" && exec node "$OLDPWD/benchmarks/load/mppx-server.mjs" 0) >"$work/mppx.log" 2>&1 &
pids+=($!)
mppx=$(await "$work/mppx.log" 'mppx server listens')

rate() { wrk -t1 -c16 -d"$1"s "$2" | awk '/Requests\/sec/ {print $2}'; }
paid() {
  wrk -t1 -c16 -d"$1"s -s benchmarks/load/pay.lua "$2" |
    awk '/^PAID/ {if ($4 != 0) {print "unexpected answers: " $4 > "/dev/stderr"; exit 1} print $2}'
}
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.3f", a / b}'; }
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

# Warm-up, so that compilers have done their work on all three.
for url in "$jetty/bare/fortune" "$jetty/paid/fortune" "$mppx/fortune"; do rate 5 "$url" >/dev/null; done
for url in "$jetty/paid/fortune" "$mppx/fortune"; do paid 5 "$url" >/dev/null; done

printf '%-6s %12s %12s %12s %12s %12s\n' round 'bare 402/s' 'filter 402/s' 'mppx 402/s' 'filter paid' 'mppx paid'
for round in $(seq "$rounds"); do
  bare=$(rate "$seconds" "$jetty/bare/fortune")
  filter=$(rate "$seconds" "$jetty/paid/fortune")
  node=$(rate "$seconds" "$mppx/fortune")
  filterPaid=$(paid "$seconds" "$jetty/paid/fortune")
  nodePaid=$(paid "$seconds" "$mppx/fortune")
  printf '%-6s %12s %12s %12s %12s %12s\n' "$round" "$bare" "$filter" "$node" "$filterPaid" "$nodePaid"
  ratio "$filter" "$bare" >>"$work/r1"; echo >>"$work/r1"
  ratio "$filter" "$node" >>"$work/r2"; echo >>"$work/r2"
  ratio "$filterPaid" "$nodePaid" >>"$work/r3"; echo >>"$work/r3"
done
echo "402s, filter / bare Jetty:  $(median <"$work/r1")"
echo "402s, filter / mppx:        $(median <"$work/r2")"
echo "paid, filter / mppx:        $(median <"$work/r3")"
