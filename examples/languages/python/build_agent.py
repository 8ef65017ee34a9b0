import jsii
from cdktf_acr_aks import IRegistryGrant, IRegistryGrantee
from constructs import Construct


@jsii.implements(IRegistryGrantee)
class BuildAgent(Construct):
    """An identity that builds images on top of those of a registry."""

    def __init__(self, scope: Construct, id: str, pull_principal_id: str) -> None:
        super().__init__(scope, id)
        self._pull_principal_id = pull_principal_id
        self.grants: list[IRegistryGrant] = []

    @property
    def pull_principal_id(self) -> str:
        return self._pull_principal_id

    def bind_pull_grant(self, grant: IRegistryGrant) -> None:
        self.grants.append(grant)
