"""How much memory a process had at most."""

import subprocess
import sys


def test_what_held_memory_before_a_process_began_does_not_count():
    held = bytearray(300 * 2**20)
    command = [sys.executable, "-c", "from portal import peak; print(peak.megabytes())"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert len(held) / 2**20 > float(said) > 5
