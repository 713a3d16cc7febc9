#!/usr/bin/env bash
# Packs a program with what belongs to it: .github/pack.sh PROGRAM NAME makes dist/NAME.tar.gz, or .zip for Windows.
set -euo pipefail
program="$1" name="$2"

rm -rf "dist/$name"
mkdir -p "dist/$name/man" "dist/$name/completions"
cp "$program" README.md README.zh-CN.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE "dist/$name/"
"$program" --quiet man --dir "dist/$name/man"
for shell in bash zsh fish elvish powershell; do
    "$program" completions "$shell" > "dist/$name/completions/linkarium.$shell"
done
cd dist
case "$program" in
    *.exe) 7z a -bso0 "$name.zip" "$name" ;;
    *) tar -czf "$name.tar.gz" "$name" ;;
esac
rm -rf "$name"
