from typing import Optional

import jsii
from cdktf import ITerraformDependable
from cdktf_acr_aks import IRegistryCredentials


@jsii.implements(IRegistryCredentials)
class MirrorCredentials:
    """The account that a mirror of images gives to each cluster."""

    def __init__(self, password: str) -> None:
        self._password = password

    @property
    def login_server(self) -> str:
        return "mirror.corp.example"

    @property
    def username(self) -> str:
        return "cluster"

    @property
    def password(self) -> str:
        return self._password

    @property
    def requires(self) -> list[ITerraformDependable]:
        return []

    @property
    def additional_login_servers(self) -> Optional[list[str]]:
        return None

    @property
    def write_only_revision(self) -> Optional[int]:
        return None
