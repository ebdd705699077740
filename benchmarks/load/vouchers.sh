#!/usr/bin/env bash
# Voucher requests per second, side by side in one run: the payment filter on Jetty with its books in memory and in PostgreSQL,
# an mppx session server, and bare recoveries of libsecp256k1.
# Needs: a built benchmarks.jar, Node with npm. Everything stays on this machine.
#   benchmarks/load/vouchers.sh [seconds per measurement, default 5] [rounds, default 3]
set -euo pipefail
cd "$(dirname "$0")/../.."
for program in node npm java; do
  command -v "$program" >/dev/null || { echo "vouchers.sh needs $program on the PATH" >&2; exit 1; }
done
[ -f benchmarks/target/benchmarks.jar ] || { echo "Build first: mvn -q -DskipTests -pl benchmarks -am package" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
source benchmarks/load/mppx.sh
install_mppx "$work"
java -Xmx2g -cp benchmarks/target/benchmarks.jar org.mpp4j.benchmarks.VoucherLoad \
  "$work" "$PWD/benchmarks/load/mppx-session-server.mjs" "${1:-5}" "${2:-3}"
