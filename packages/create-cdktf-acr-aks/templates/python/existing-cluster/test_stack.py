from typing import Any


def test_lets_the_cluster_pull_and_nothing_else(synthesized: dict[str, Any]) -> None:
    assert list(synthesized["resource"]) == ["azurerm_role_assignment"]
    assignments = synthesized["resource"]["azurerm_role_assignment"].values()
    roles = [assignment["role_definition_name"] for assignment in assignments]
    assert roles == ["AcrPull", "Container Registry Repository Reader"]
