from typing import Any


def test_has_an_identity_that_can_only_pull(synthesized: dict[str, Any]) -> None:
    assignments = synthesized["resource"]["azurerm_role_assignment"].values()
    roles = [assignment["role_definition_name"] for assignment in assignments]
    assert roles == ["AcrPull", "Container Registry Repository Reader"]
