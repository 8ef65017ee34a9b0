"""The names of what exists already. Replace all of them."""

# az account show --query id --output tsv
SUBSCRIPTION_ID = "00000000-0000-0000-0000-000000000000"
# Without .azurecr.io.
REGISTRY_NAME = "contoso"
REGISTRY_RESOURCE_GROUP_NAME = "rg-shared"
CLUSTER_NAME = "prod"
CLUSTER_RESOURCE_GROUP_NAME = "rg-prod"
