#!/bin/sh
# The program at work, on examples/lab: a first plan, a membership pull request, a mistake, the audit log.
# Needs `reconciler` on PATH, keeps everything in a temporary folder, and removes it.
set -eu

lab=$(cd "$(dirname "$0")/lab" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
cd "$folder"
cp -R "$lab/before" "$lab/after" "$lab/mistake" .

NO_COLOR=1
RECONCILER_DB=sqlite:///demo.db
RECONCILER_ACTOR=ada@brainlab.example
RECONCILER_COMMIT=demo
export NO_COLOR RECONCILER_DB RECONCILER_ACTOR RECONCILER_COMMIT

step() {
    printf '\n=== %s\n' "$1"
}

run() { # run CODE COMMAND…: show the command, and insist on its exit code
    expected=$1
    shift
    printf '$ %s\n' "$*"
    code=0
    "$@" || code=$?
    if [ "$code" -ne "$expected" ]; then
        printf 'expected exit code %s, got %s\n' "$expected" "$code" >&2
        exit 1
    fi
}

step 'An empty store, and the first plan: everything is new'
run 0 reconciler init
run 0 reconciler plan before -o first.plan

step 'Apply it'
run 0 reconciler apply first.plan

step 'A pull request: one person joins, one leaves, one becomes team manager, one has learned something'
run 0 reconciler plan after -o change.plan

step 'Another pull request: half of the members were lost when somebody sorted the list. It is refused, whole'
run 11 reconciler plan mistake

step 'Apply exactly the plan that was reviewed'
run 0 reconciler apply change.plan

step 'Apply it once more: nothing happens twice'
run 0 reconciler apply change.plan

step 'The manifests and the store agree now'
run 0 reconciler plan after

step 'Who did what to dorothy@brainlab.example?'
run 0 reconciler audit --person dorothy@brainlab.example
