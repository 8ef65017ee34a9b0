import jsii
from cdktf_acr_aks import IRegistryGrant, IRegistryGrantee
from constructs import Construct


@jsii.implements(IRegistryGrantee)
class BuildAgent(Construct):
    """An identity that builds images on top of those of a registry."""

    def __init__(self, scope: Construct, id: str, principal_id: str) -> None:
        super().__init__(scope, id)
        self._principal_id = principal_id
        self.grants: list[IRegistryGrant] = []

    @property
    def principal_id(self) -> str:
        return self._principal_id

    def bind_grant(self, grant: IRegistryGrant) -> None:
        self.grants.append(grant)
