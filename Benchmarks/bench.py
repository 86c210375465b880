#!/usr/bin/env python3
"""Measures mcp-host against the raw pipe, in alternating runs, and prints the ratios beside their targets.

The raw pipe is a C child that answers the same bytes. A ratio says what the host costs beyond what any server must do.
Absolute times differ from machine to machine; the ratios hardly do.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
TARGETS = {"call p50, times the pipe": ("at most", 2.5), "throughput, share of the pipe": ("at least", 0.4),
           "spawn to initialize, ms": ("at most", 15.0), "spawn to tools/list, ms": ("at most", 20.0),
           "resident after tools/list, MB": ("at most", 25.0)}
META = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": {"name": "bench", "version": "1"}}


def compile_tools(folder: pathlib.Path) -> tuple[str, str]:
    """Builds the driver and the raw child."""
    made = []
    for name in ("drive", "pipe_child"):
        target = folder / name
        subprocess.run([os.environ.get("CC", "cc"), "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-o", target,
                        HERE / f"{name}.c"], check=True)
        made.append(str(target))
    return made[0], made[1]


def shipped_bundles(release: pathlib.Path) -> dict[str, str]:
    """The toolsets that ship and are built, by name."""
    folders = [folder.name for folder in sorted((ROOT / "Plugins").iterdir()) if folder.is_dir()]
    return {name.lower(): str(release / f"lib{name}.so") for name in folders if (release / f"lib{name}.so").exists()}


def find_example(release: pathlib.Path, name: str) -> str:
    """A built example bundle."""
    folder = pathlib.Path(os.environ.get("MCP_HOST_EXAMPLES", release / "examples"))
    for candidate in (folder / f"{name}.so", folder / f"lib{name}.so"):
        if candidate.exists():
            return str(candidate)
    sys.exit(f"bench: {folder / name}.so is missing; build the examples first")


def configure(folder: pathlib.Path, release: pathlib.Path, count: int | None = None) -> tuple[pathlib.Path, int]:
    """A plugins.json with the bundle that has `echo`, and what ships: all of it, or the first `count` bundles."""
    bundles = {"everything": find_example(release, "everything"), **shipped_bundles(release)}
    bundles = dict(list(bundles.items())[:count])
    config = folder / f"plugins-{len(bundles)}.json"
    config.write_text(json.dumps({"plugins": {name: {"path": path} for name, path in bundles.items()}}))
    return config, len(bundles)


def record(command: list[str], mode: str, folder: pathlib.Path, environment: dict) -> list[str]:
    """Asks the server once and keeps its answers, with `@` for the id, for the raw child."""
    def request(identifier, method, params):
        meta = {"_meta": META} if mode == "modern" else {}
        return {"jsonrpc": "2.0", "id": identifier, "method": method, "params": {**params, **meta}}
    first = ("server/discover", {}) if mode == "modern" else ("initialize", {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}})
    asked = [first, ("tools/list", {}), ("tools/call", {"name": "echo", "arguments": {"text": "hello"}})]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
    files = []
    for number, (method, params) in enumerate(asked):
        identifier = 987650 + number
        process.stdin.write(json.dumps(request(identifier, method, params)).encode() + b"\n")
        process.stdin.flush()
        while True:
            line = process.stdout.readline()
            if not line:
                sys.exit(f"bench: the server ended instead of answering {method}")
            answer = json.loads(line)
            if answer.get("id") == identifier:
                break
        if "result" not in answer or answer["result"].get("isError"):
            sys.exit(f"bench: {method} was answered with {line.decode()[:300]}")
        path = folder / f"{mode}-{number}"
        path.write_bytes(line.replace(str(identifier).encode(), b"@", 1))
        files.append(str(path))
    process.stdin.close()
    process.wait(10)
    return files


def measure(drive: str, mode: str, calls: int, cpu: int, command: list[str], environment: dict) -> dict:
    """One run."""
    done = subprocess.run([drive, mode, str(calls), str(cpu), "--", *command], env=environment, capture_output=True,
                          text=True)
    if done.returncode != 0:
        sys.exit(f"bench: {' '.join(command)}\n{done.stderr[-2000:]}")
    return json.loads(done.stdout)


def summary(runs: list[dict]) -> dict:
    """The median of each figure."""
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def figures(server: dict, pipe: dict) -> dict[str, float]:
    """The figures that have targets."""
    return {"call p50, times the pipe": server["p50_us"] / pipe["p50_us"],
            "throughput, share of the pipe": server["per_second"] / pipe["per_second"],
            "spawn to initialize, ms": server["initialize_us"] / 1000,
            "spawn to tools/list, ms": server["list_us"] / 1000,
            "resident after tools/list, MB": server["resident_kb"] / 1024}


def met(name: str, value: float) -> bool:
    """Whether a figure reaches its target."""
    word, target = TARGETS[name]
    return value <= target if word == "at most" else value >= target


def print_table(mode: str, server: dict, pipe: dict, bundles: int) -> None:
    """The table for people."""
    print(f"\n{mode}, {bundles} bundles, list of {server['list_bytes'] / 1024:.1f} kB")
    print(f"  {'':34}{'host':>10}{'pipe':>10}")
    for name, key, scale in (("call p50, us", "p50_us", 1), ("call p99, us", "p99_us", 1),
                             ("calls per second, 32 in flight", "per_second", 1),
                             ("spawn to initialize, ms", "initialize_us", 1000),
                             ("spawn to tools/list, ms", "list_us", 1000), ("resident, MB", "resident_kb", 1024),
                             ("resident after all calls, MB", "resident_after_kb", 1024)):
        print(f"  {name:34}{server[key] / scale:>10.1f}{pipe[key] / scale:>10.1f}")
    print(f"  {'':34}{'measured':>10}{'target':>18}")
    for name, value in figures(server, pipe).items():
        word, target = TARGETS[name]
        print(f"  {name:34}{value:>10.2f}{f'{word} {target:g}':>18}  {'ok' if met(name, value) else 'MISSED'}")


def start_up(drive: str, binary: pathlib.Path, folder: pathlib.Path, options, environment: dict) -> list[dict]:
    """What each bundle adds to the start: one bundle, half of them, all, in alternating runs."""
    total = configure(folder, options.release)[1]
    configured = [configure(folder, options.release, count) for count in sorted({1, (total + 1) // 2, total})]
    found: dict[int, list[dict]] = {bundles: [] for _, bundles in configured}
    for _ in range(options.runs):
        for config, bundles in configured:
            command = [str(binary), "serve", "--config", str(config)]
            found[bundles].append(measure(drive, "legacy", 1, options.cpu, command, environment))
    return [{"bundles": bundles, **summary(runs)} for bundles, runs in found.items()]


def print_start_up(rows: list[dict]) -> None:
    """The start by number of bundles."""
    print(f"\nstart by number of bundles\n  {'bundles':>8}{'initialize, ms':>18}{'tools/list, ms':>18}{'resident, MB':>16}")
    for row in rows:
        print(f"  {row['bundles']:>8}{row['initialize_us'] / 1000:>18.1f}{row['list_us'] / 1000:>18.1f}{row['resident_kb'] / 1024:>16.1f}")


def main() -> int:
    """Runs everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", default=os.environ.get("MCP_HOST_BINARY", ROOT / ".build/release/mcp-host"),
                        type=pathlib.Path)
    parser.add_argument("--release", default=ROOT / ".build/release", type=pathlib.Path, help="folder of the built bundles")
    parser.add_argument("--calls", default=5000, type=int, help="calls per run")
    parser.add_argument("--runs", default=5, type=int, help="runs of each side, alternating")
    parser.add_argument("--cpu", default=0, type=int, help="the one CPU for driver and server; -1 leaves them unpinned")
    parser.add_argument("--mode", choices=("legacy", "modern", "both"), default="both")
    parser.add_argument("--self", action="store_true", help="measure the raw pipe against itself: all ratios must be near 1")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a target is missed")
    options = parser.parse_args()
    if not options.self and not options.binary.exists():
        sys.exit(f"bench: {options.binary} is missing; build it first (release), or name it with --binary")

    results, missed = {}, []
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        environment = {**{name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ},
                       "HOME": place}
        drive, child = compile_tools(folder)
        for mode in ("legacy", "modern") if options.mode == "both" else (options.mode,):
            if options.self:
                server = [child, *[str(path) for path in sample_answers(folder)]]
                pipe, bundles = server, 0
            else:
                config, bundles = configure(folder, options.release)
                server = [str(options.binary.resolve()), "serve", "--config", str(config)]
                pipe = [child, *record(server, mode, folder, environment)]
            sides: dict[str, list[dict]] = {"host": [], "pipe": []}
            for _ in range(options.runs):
                for side, command in (("host", server), ("pipe", pipe)):
                    sides[side].append(measure(drive, mode, options.calls, options.cpu, command, environment))
            host, raw = summary(sides["host"]), summary(sides["pipe"])
            results[mode] = {"host": host, "pipe": raw, "figures": figures(host, raw), "bundles": bundles}
            missed += [f"{mode}: {name}" for name, value in figures(host, raw).items() if not met(name, value)]
            if not options.json:
                print_table(mode, host, raw, bundles)
        starts = [] if options.self else start_up(drive, options.binary.resolve(), folder, options, environment)
        if starts and not options.json:
            print_start_up(starts)
    if options.json:
        print(json.dumps({"targets": TARGETS, "results": results, "start_up": starts, "missed": missed}, indent=2))
    return 1 if missed and options.strict else 0


def sample_answers(folder: pathlib.Path) -> list[pathlib.Path]:
    """Answers for a run without a host."""
    files = []
    for number, result in enumerate(({"protocolVersion": "2025-11-25"}, {"tools": []}, {"content": []})):
        path = folder / f"sample-{number}"
        path.write_text('{"jsonrpc":"2.0","id":@,"result":' + json.dumps(result) + "}\n")
        files.append(path)
    return files


if __name__ == "__main__":
    if shutil.which(os.environ.get("CC", "cc")) is None:
        sys.exit("bench: a C compiler is needed")
    sys.exit(main())
