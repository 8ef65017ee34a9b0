from typing import Any


def test_takes_the_password_from_a_sensitive_variable(synthesized: dict[str, Any]) -> None:
    assert synthesized["variable"]["registry_password"]["sensitive"] is True
