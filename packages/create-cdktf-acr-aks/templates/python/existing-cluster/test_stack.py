from typing import Any


def test_lets_the_cluster_pull_and_nothing_else(synthesized: dict[str, Any]) -> None:
    assert list(synthesized["resource"]) == ["azurerm_role_assignment"]
    [grant] = synthesized["resource"]["azurerm_role_assignment"].values()
    assert grant["role_definition_name"] == "AcrPull"
