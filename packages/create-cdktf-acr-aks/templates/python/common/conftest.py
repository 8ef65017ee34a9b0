import json
from typing import Any

import pytest
from cdktf import App, Testing

from stack import ImagePulls


@pytest.fixture(scope="session")
def synthesized() -> dict[str, Any]:
    """The Terraform of the stack."""
    parsed: dict[str, Any] = json.loads(Testing.synth(ImagePulls(App(), "image-pulls")))
    return parsed
