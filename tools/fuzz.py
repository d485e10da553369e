"""Fuzz every reader, led by what of them has been reached (Atheris): ``.venv/bin/python tools/fuzz.py --help``.

Needs ``pip install atheris``. The inputs that reach something new are kept in a folder, with which the next run goes on; each
fault is kept once, by where it was raised, and does not stop the run. ``--pack`` makes of such a folder the archive that
the tests replay.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import signal
import sys
import tarfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import environment

TESTS = environment.ROOT / "tests"
MOST_SECONDS = 5  # for an input; a book of as many bytes takes some milliseconds
MOST_BYTES = 20_000


class TooSlow(BaseException):
    """Raised in the middle of an input that takes too long."""


def main() -> int:
    """Fuzz, or pack what was found; return the exit code, 1 where there are faults."""
    parser = argparse.ArgumentParser(prog="tools/fuzz.py", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path("fuzzed"), help="where inputs and faults are kept")
    parser.add_argument("--pack", type=Path, metavar="FILE.tar.xz", help="only pack the inputs of the folder")
    options = parser.parse_args()
    inputs, faults = options.folder / "inputs", options.folder / "faults"
    if options.pack:
        return pack(options.pack, [inputs, faults])
    for folder in (inputs, faults):
        folder.mkdir(parents=True, exist_ok=True)
    return fuzz(inputs, faults, options.minutes, options.seed)


def pack(target: Path, folders: list[Path]) -> int:
    """Put every input into one archive, named by its digest."""
    contents = {path.read_bytes() for folder in folders for path in folder.glob("*") if path.suffix != ".txt"}
    with tarfile.open(target, "w:xz", preset=9) as archive:
        for content in sorted(contents):  # by kind, so that what is alike lies together
            member = tarfile.TarInfo(hashlib.sha256(content).hexdigest()[:16])
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    print(f"{target}: {len(contents)} inputs, {target.stat().st_size:,} bytes")
    return 0


def fuzz(inputs: Path, faults: Path, minutes: float, seed: int) -> int:
    """Read inputs until the time is over."""
    try:
        import atheris
    except ImportError:
        sys.exit("this needs Atheris; install it with: pip install atheris")
    sys.path.insert(0, str(TESTS))
    with atheris.instrument_imports(include=["fabula", "docx", "tomlkit", "markdown_it"]):
        import fuzzing
    for one in fuzzing.seeds():
        (inputs / hashlib.sha256(one).hexdigest()[:16]).write_bytes(one)
    keep = watched(fuzzing.run, faults)
    atheris.Setup(
        [
            sys.argv[0],
            str(inputs),
            f"-max_total_time={round(minutes * 60)}",
            f"-seed={seed}",
            f"-max_len={MOST_BYTES}",
            "-rss_limit_mb=3000",
            "-timeout=60",  # where nothing of ours can end it
            "-print_final_stats=1",
            f"-artifact_prefix={faults}/",
        ],
        keep,
    )
    atheris.Fuzz()  # ends the process
    return 0


def watched(run: Callable[[bytes], None], faults: Path) -> Callable[[bytes], None]:
    """Return what reads an input and keeps it where it is a fault, with how it came about."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooSlow

    def keep(data: bytes) -> None:
        signal.signal(signal.SIGALRM, stop)
        signal.alarm(MOST_SECONDS)
        started = time.monotonic()
        try:
            run(data)
        except (Exception, TooSlow) as error:
            signal.alarm(0)
            name = _name_of(error)
            if not (faults / name).exists():
                (faults / name).write_bytes(data)
                story = "".join(traceback.format_exception(error, limit=-12))
                (faults / f"{name}.txt").write_text(
                    f"{time.monotonic() - started:.1f} s\n{story}", "utf-8", "backslashreplace"
                )
        finally:
            signal.alarm(0)

    return keep


def _name_of(error: BaseException) -> str:
    """Return what faults of one cause have in common: the kind of the error and the last places in fabula."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "fabula/" in frame.filename or "book_checks" in frame.filename]
    at = ours[-1:] if isinstance(error, TooSlow) else ours[-1:] or frames[-1:]
    places = [f"{Path(frame.filename).stem}-{frame.name}-{frame.lineno}" for frame in at]
    return "-".join([type(error).__name__, *places]).replace("<", "").replace(">", "")[:120]


if __name__ == "__main__":
    sys.exit(main())
