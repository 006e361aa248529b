#!/usr/bin/env bash
# Sets up what is missing and passes all tests. Needs Rust (rust-version in Cargo.toml) and Node; on Debian it
# installs xmllint and Chromium.
# CROSSWALK_REFERENCE=DIR: the providers' own WSDL and OpenAPI documents; what needs them is reported as skipped without.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$*"; }

if ! command -v xmllint >/dev/null; then
    step "installing xmllint"
    if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
        apt-get update -qq && apt-get install -y -qq libxml2-utils >/dev/null
    else
        echo "xmllint is missing and cannot be installed here: install libxml2-utils, or the XML Schema tests are skipped"
    fi
fi

# The console's tests walk it in a real browser.
browser=yes
if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then
    step "installing Chromium"
    if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
        apt-get update -qq && apt-get install -y -qq chromium >/dev/null
    else
        echo "Chromium is missing and cannot be installed here: install it, or the browser tests are skipped"
        browser=no
    fi
fi
if ! command -v npm >/dev/null; then
    echo "npm is missing: the browser tests are skipped"
    browser=no
fi

step "cargo fmt"
cargo fmt --all -- --check

step "cargo clippy"
cargo clippy --all-targets --locked -- -D warnings

step "cargo test"
cargo test --locked

crosswalk() { cargo run --quiet --locked -- "$@"; }

step "crosswalk check"
crosswalk check mappings --deny-warnings

step "crosswalk test"
crosswalk test

step "crosswalk demo --once"
crosswalk demo --once

if cargo deny --version >/dev/null 2>&1; then
    step "cargo deny"
    cargo deny check licenses bans sources
else
    step "cargo deny is not installed: tests/licences.rs has held licences, bans and sources"
fi

if [ "$browser" = yes ]; then
    step "browser tests"
    (cd tests/browser && npm ci --no-audit --no-fund --silent && npm test)
fi

step "all passed"
