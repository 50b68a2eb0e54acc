"""The command line: the floor where clock, user, environment and terminal are read, and nothing is decided.

Here a run begins and ends, whatever it is of. What people ask for most is answered by the short way (``plainest``, ``settling``),
and everything else by Click, whose import costs more than that: the verbs are in ``group``.
"""

from __future__ import annotations

import gc
import os
import signal
import sys

from reconciler.cli import streams
from reconciler.cli.plainest import call_of
from reconciler.cli.streams import unheard, utf8


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with the code that scripts rely on."""
    signal.signal(signal.SIGTERM, _interrupt)
    utf8()
    gc.disable()  # one command builds large trees without cycles, then ends: the collector would only walk them
    code = run(arguments)
    gc.freeze()  # nor is it to walk them once more when the interpreter ends
    sys.exit(code)


def _interrupt(number: int, frame: object) -> None:
    """A polite kill is an interrupt: transactions are rolled back on the way out (T165)."""
    raise KeyboardInterrupt


def run(arguments: list[str] | None = None) -> int:
    """The same, returning the exit code; an answer that could not be written whole is an error (T201)."""
    code = _run(arguments)
    try:
        sys.stdout.flush()
        streams.plain()
    except OSError as error:
        if unheard(error):
            from reconciler.cli.terminal import aside

            aside(f"reconciler: the answer could not be written: {error.strerror}")
            return code or 1
    return code


def _run(arguments: list[str] | None) -> int:
    from reconciler.errors import ReconcilerError  # lazy: --help needs no errors

    try:
        return _answer(arguments)
    except KeyboardInterrupt:
        from reconciler.cli.terminal import aside

        aside("interrupted; every org is either as before or done")
        return 130
    except ReconcilerError as error:
        from reconciler.cli.terminal import show_error

        show_error(error)
        return error.exit_code
    except (
        OSError,
        MemoryError,
    ) as error:  # the machine's fault: a disk that does not read, no memory left (T147, T166)
        from reconciler.cli.terminal import aside

        aside(f"reconciler: {_machine(error)}; every org is either as before or done")
        return 1
    except Exception:  # noqa: BLE001 - the last stop: what is shown of it must hold no password (T190, T195)
        from reconciler.cli.terminal import show_fault

        show_fault()
        return 1


def _answer(arguments: list[str] | None) -> int:
    nothing = None
    call = call_of(sys.argv[1:] if arguments is None else arguments, os.environ)
    if call is not None:
        from reconciler.cli.settling import answered  # lazy: two verbs alone have a short way

        nothing = answered(call)
    if nothing:
        return 0
    from reconciler.cli.group import answer  # lazy: Click costs more than a plan of nothing

    return answer(arguments, tried=nothing is False)


def _machine(error: OSError | MemoryError) -> str:
    """What the system would not do, in its own words, and with which file."""
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    from reconciler.text import visible

    return ": ".join(visible(str(part)) for part in (error.filename, error.strerror or error) if part)
