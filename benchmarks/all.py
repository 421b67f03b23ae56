"""Every benchmark that needs no more than the data folder, one after the other."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from data_folder import DATA_FOLDER

HERE = Path(__file__).parent
#: Those that read the folder of real data.
WITH_DATA = (
    "feeds.py",
    "pages.py",
    "languages.py",
    "quoted_sentences.py",
    "walls.py",
    "stories.py",
    "copies.py",
    "main_job.py",
    "networks.py",
    "drafts.py",
)
#: Documents in the streams that show how time and memory grow.
SHORT, FULL = ("10000", "30000"), ("10000", "100000", "1000000")


def main() -> None:
    """Run them all; exit with 1 when one fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA_FOLDER)
    parser.add_argument(
        "--full", action="store_true", help="growth up to a million documents: an hour more"
    )
    options = parser.parse_args()
    commands: list[list[Path | str]] = [[HERE / name, "--data", options.data] for name in WITH_DATA]
    commands.append([HERE / "growth.py", "--sizes", *(FULL if options.full else SHORT)])
    with tempfile.TemporaryDirectory() as scratch:
        commands.append([HERE / "big_desk.py", "--documents", "200000", Path(scratch) / "big"])
        commands.append([HERE / "inbox.py", Path(scratch) / "inbox"])
        commands.append([HERE / "checks.py"])
        commands.append([HERE / "quotations.py"])
        commands.append([HERE / "histories.py"])
        commands.append([HERE / "publish.py", Path(scratch) / "publish"])
        commands.append([HERE / "kills.py"])
        commands.append([HERE / "damage.py"])
        commands.append([HERE / "capitals.py"])
        commands.append([HERE / "sentences.py"])
        commands.append([HERE / "claims.py"])
        commands.append([HERE / "clocks.py"])
        failed = [command[0].name for command in commands if not ran(command)]
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


def ran(command: list[Path | str]) -> bool:
    """Whether a benchmark ran to its end."""
    print(f"\n=== {Path(command[0]).name} ===", flush=True)
    return subprocess.run([sys.executable, *map(str, command)], check=False).returncode == 0


if __name__ == "__main__":
    main()
