"""Where the data of the benchmarks is: CORANTO_DATA, else `data` beside this file.

`--data DIR` of a benchmark comes before both.
"""

import os
from pathlib import Path

DATA_FOLDER = Path(os.environ.get("CORANTO_DATA") or Path(__file__).parent / "data")
