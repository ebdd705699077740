# Sourced by the scripts beside it: installs mppx, in the version of the interop tests, into a folder.
install_mppx() { # FOLDER
  cp interop/package.json interop/package-lock.json interop/.npmrc "$1/"
  (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund --legacy-peer-deps --omit=optional >/dev/null)
}
