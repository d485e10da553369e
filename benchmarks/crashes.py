"""Processes killed in the middle of their work, and what is lost by it: ``python -m benchmarks.crashes --times 200 --seed 1``.

A library is stored into, corrected and exported, and a corpus read, each by a process of its own that is killed: at a moment of
its time, at one of the things that Python does to the disk, or (where ``strace`` is) at one of its calls of the system. After
each the library, the corrections, the export and the corpus must be whole: as before, or as after. Then the same is done again,
undisturbed, and must end as if nothing had been, without a file left over.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.corpora import REPOSITORY
from benchmarks.crash_acts import Act, Place, acts, command_of, lay_out, run_fabula
from benchmarks.results import write_results

CALLS = "write pwrite64 fsync fdatasync ftruncate rename renameat renameat2 unlink unlinkat mkdir mkdirat rmdir openat"
WAYS = ("moment", "step", "call")


def measure(act: Act, place: Place, pristine: Path, scratch: Path, ways: Sequence[str]) -> None:
    """Do an act undisturbed, and keep how long it takes, what it does, and how it ends."""
    _lay_anew(place, pristine)
    act.before = {} if act.name == "correct" else act.look(place)
    started = time.perf_counter()
    run_fabula(act.arguments(place), FABULA_COUNT=str(scratch / "count"))
    act.seconds = time.perf_counter() - started
    act.counts["step"] = int((scratch / "count").read_text())
    act.names = place.names()
    if act.name == "correct":
        _lay_anew(place, pristine)
    act.after = act.look(place)
    if "call" in ways:
        _lay_anew(place, pristine)
        trace = ["strace", "-qq", "-o", str(scratch / "trace"), "-e", f"trace={_calls()}"]
        subprocess.run([*trace, *command_of(act.arguments(place))], check=True, capture_output=True, cwd=REPOSITORY)
        act.counts["call"] = len((scratch / "trace").read_text("utf-8", "replace").splitlines())


def kill(act: Act, place: Place, way: str, chance: random.Random) -> str:
    """Do an act up to some point; return which."""
    if way == "moment":
        seconds = chance.uniform(0, act.seconds)
        running = _begun(command_of(act.arguments(place)))
        with suppress(subprocess.TimeoutExpired):
            running.wait(seconds)
        alone = chance.random() < 0.5
        with suppress(ProcessLookupError):
            (os.kill if alone else os.killpg)(running.pid, signal.SIGKILL)
        _end(running)
        return f"after {seconds:.3f} s" + (", its main process alone" if alone else "")
    number = chance.randint(1, act.counts[way])
    command = command_of(act.arguments(place), number if way == "step" else 0)
    if way == "call":
        inject = f"inject={_calls()}:signal=SIGKILL:when={number}"
        command = ["strace", "-qq", "-o", os.devnull, "-e", f"trace={_calls()}", "-e", inject, *command]
    _end(_begun(command))
    return f"at {way} {number}"


def _calls() -> str:
    return ",".join(f"?{call}" for call in CALLS.split())


def _begun(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=REPOSITORY, start_new_session=True
    )


def _end(running: subprocess.Popen[bytes], patience: float = 20.0) -> None:
    """Wait until a process and all that it began are gone; ``RuntimeError`` where one of them stays."""
    running.wait()
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            os.killpg(running.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGKILL)
    raise RuntimeError("a process that it began goes on without it")


def _lay_anew(place: Place, pristine: Path) -> None:
    shutil.rmtree(place.root, ignore_errors=True)
    shutil.copytree(pristine, place.root)


def crash(act: Act, place: Place, way: str, chance: random.Random) -> tuple[str, list[str]]:
    """Kill an act once; return where, and what is wrong then or after it was done again."""
    where = way
    try:
        where = kill(act, place, way, chance)
        faults = list(act.check(place, act.before, act.after))
        run_fabula(act.arguments(place))
        if act.again and act.look(place) != act.after:
            faults.append("done again, it ends otherwise")
        left = place.names() - act.names
        faults += [f"left over: {name}" for name in sorted(left)]
    except Exception as error:  # what is being looked for
        faults = [f"{type(error).__name__}: {error}"]
    return where, faults


def run(
    times: int, seed: int, folder: Path, ways: Sequence[str], only: Sequence[str] = ()
) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each kill: which act (of those named, or any), where it was killed, and what is wrong."""
    place, pristine = Place(folder / "place"), folder / "pristine"
    tried, chance = [act for act in acts() if not only or act.name in only], random.Random(seed)
    lay_out(place, [act for act in tried if act.name.startswith("export")])
    shutil.copytree(place.root, pristine)
    for act in tried:
        measure(act, place, pristine, folder, ways)
    for number in range(times):
        act, way = tried[number % len(tried)], ways[number // len(tried) % len(ways)]
        _lay_anew(place, pristine)
        yield (act.name, *crash(act, place, way, chance))


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill and count; return the exit code, 1 where anything was lost or left over."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crashes", description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ways", nargs="*", choices=WAYS, help="[default: all that this machine has]")
    parser.add_argument("--out", type=Path, help="the results file, instead of benchmarks/results/<date>-crashes.json")
    options = parser.parse_args(arguments)
    ways = options.ways or [way for way in WAYS if way != "call" or shutil.which("strace")]
    kills: Counter[str] = Counter()
    wrong: list[dict[str, Any]] = []
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="fabula-crashes-") as folder:
        for act, where, faults in run(options.times, options.seed, Path(folder), ways):
            kills[act] += 1
            if faults:
                wrong.append({"act": act, "where": where, "faults": faults})
                print(f"{act}, killed {where}: {'; '.join(faults)}", flush=True)
    report = {
        "times": options.times,
        "ways": list(ways),
        "kills": dict(kills),
        "wrong": wrong,
        "seconds": round(time.perf_counter() - started),
    }
    print(f"{sum(kills.values())} killed, {len(wrong)} with something lost or left over, {report['seconds']} s")
    print(f"results: {write_results('crashes', report, seed=options.seed, out=options.out)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
