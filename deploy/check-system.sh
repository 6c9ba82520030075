#!/usr/bin/env bash
# Says in one line what the system lacks. Installs nothing by itself.
# Usage: check-system.sh [python]      what running needs
#        check-system.sh --browser     what browser tests need
set -u
missing=() notes=()
if [ "${1:-}" = "--browser" ]; then
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium)
else
    python=${1:-python3}
    if ! command -v "$python" >/dev/null; then
        missing+=(python3 python3-venv)
    else
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
            || notes+=("нужен Python 3.11 или новее, найден $("$python" --version 2>&1); укажите другой: make run PYTHON=python3.12")
        "$python" -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
    fi
    if ! command -v node >/dev/null; then
        missing+=(nodejs)
    else
        [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] \
            || notes+=("нужен Node.js 20 или новее, найден $(node --version); новые версии: https://nodejs.org")
    fi
    command -v npm >/dev/null || missing+=(npm)
fi
if [ ${#missing[@]} -gt 0 ]; then
    sudo=""; [ "$(id -u)" -eq 0 ] || sudo="sudo "
    echo "Не хватает: ${missing[*]}. Установите одной строкой:" >&2
    echo "  ${sudo}apt-get update && ${sudo}apt-get install -y ${missing[*]}" >&2
fi
for note in "${notes[@]+"${notes[@]}"}"; do echo "Внимание: $note" >&2; done
[ ${#missing[@]} -eq 0 ] && [ ${#notes[@]} -eq 0 ]
