import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
PLAN = ["npx", "--no-install", "terraform-stack-tools", "plan", "cdktf.out", "--snapshot", "plan.snapshot"]
# Values of variables, for plans in tests alone.
VALUES = FOLDER / "test.tfvars"


@pytest.mark.skipif(
    shutil.which("terraform") is None and shutil.which("tofu") is None,
    reason="needs terraform or tofu on the PATH",
)
def test_plans_what_the_snapshot_says() -> None:
    subprocess.run([sys.executable, "main.py"], cwd=FOLDER, check=True)
    values = ["--var-file", VALUES.name] if VALUES.exists() else []
    plan = subprocess.run([*PLAN, *values], cwd=FOLDER, capture_output=True, text=True)
    assert plan.returncode == 0, plan.stdout + plan.stderr
