#!/usr/bin/env bash
# A step takes at most 5 % more instructions than bench/instructions.txt says. To renew that: bench/instructions.sh --renew
set -euo pipefail
exec bench/instructions.sh
