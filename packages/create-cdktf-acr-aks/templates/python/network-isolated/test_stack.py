from typing import Any


def test_keeps_the_registry_and_the_cluster_from_being_destroyed_by_a_plan(synthesized: dict[str, Any]) -> None:
    for block_type in ["azurerm_container_registry", "azurerm_kubernetes_cluster"]:
        for block in synthesized["resource"][block_type].values():
            assert block["lifecycle"]["prevent_destroy"] is True
