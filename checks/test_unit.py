"""The systemd unit gives the process no more than it needs, as systemd itself rates it."""

import re
import shutil
import subprocess

import pytest

from portal import ROOT

UNIT = ROOT / "deploy/kontor.service"


def exposure(unit):
    told = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)], capture_output=True, text=True, timeout=60)
    rated = re.search(r"Overall exposure level for \S+: ([0-9.]+)", told.stdout)
    assert rated, told.stdout[-2000:] + told.stderr
    return float(rated[1])


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_the_unit_is_hardened(tmp_path):
    rated = exposure(UNIT)
    print(f"exposure {rated}")
    assert rated <= 2.0
    documented = re.search(r"`systemd-analyze security` of systemd 252 rates it ([0-9.]+)", (ROOT / "docs/operations.md").read_text("utf-8"))
    version = subprocess.run(["systemd-analyze", "--version"], check=True, capture_output=True, text=True).stdout.split()[1]
    if version == "252":
        assert float(documented[1]) == rated
    # A bar that a unit without its guards does not pass.
    weak = tmp_path / "kontor.service"
    weak.write_text("".join(line for line in UNIT.read_text("utf-8").splitlines(True) if not re.match("DynamicUser|ProtectSystem|CapabilityBoundingSet|SystemCallFilter|PrivateUsers", line)))
    assert exposure(weak) > 2.0


def test_the_unit_holds_without_the_tool():
    """What the rating rests on, where nobody can ask systemd."""
    text = UNIT.read_text("utf-8")
    for line in ("DynamicUser=yes", "ProtectSystem=strict", "CapabilityBoundingSet=\n", "NoNewPrivileges=yes", "SystemCallFilter=@system-service", "MemoryDenyWriteExecute=yes"):
        assert line in text
