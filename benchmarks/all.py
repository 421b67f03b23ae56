"""Every benchmark that needs no more than the data folder, one after the other."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
#: Those that read the folder of real data.
WITH_DATA = (
    "feeds.py",
    "pages.py",
    "languages.py",
    "stories.py",
    "copies.py",
    "main_job.py",
    "networks.py",
)


def main() -> None:
    """Run them all; exit with 1 when one fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    data = parser.parse_args().data
    commands = [[HERE / name, "--data", data] for name in WITH_DATA]
    with tempfile.TemporaryDirectory() as scratch:
        commands.append([HERE / "big_desk.py", "--documents", "200000", Path(scratch) / "big"])
        commands.append([HERE / "kills.py"])
        commands.append([HERE / "sentences.py"])
        failed = [command[0].name for command in commands if not ran(command)]
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


def ran(command: list[Path | str]) -> bool:
    """Whether a benchmark ran to its end."""
    print(f"\n=== {Path(command[0]).name} ===", flush=True)
    return subprocess.run([sys.executable, *map(str, command)], check=False).returncode == 0


if __name__ == "__main__":
    main()
