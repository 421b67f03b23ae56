"""Kill `coranto run` at random moments and run it again: nothing may be lost or doubled.

The same proof as the test suite's, with as many kills as asked for.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

TEST = Path(__file__).parents[1] / "tests" / "steps" / "test_kill.py"


def main() -> None:
    """Run the proof and print what it says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    kills = parser.parse_args().kills
    environment = os.environ | {"CORANTO_KILLS": str(kills)}
    command = [sys.executable, "-m", "pytest", "-q", str(TEST)]
    status = subprocess.run(command, env=environment, check=False).returncode
    print(f"{kills} kills: " + ("each healed" if status == 0 else "FAILED"))
    sys.exit(status)


if __name__ == "__main__":
    main()
