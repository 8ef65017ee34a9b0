package main

import (
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf-acr-aks/cdktf-acr-aks-go/cdktfacraks"
)

// buildAgent is an identity that builds images on top of those of a registry. It implements IRegistryGrantee.
type buildAgent struct {
	constructs.Construct
	objectId string
	grants   []cdktfacraks.IRegistryGrant
}

func newBuildAgent(scope constructs.Construct, id string, objectId string) *buildAgent {
	agent := &buildAgent{objectId: objectId}
	constructs.NewConstruct_Override(agent, scope, jsii.String(id))
	return agent
}

func (agent *buildAgent) PrincipalId() *string {
	return jsii.String(agent.objectId)
}

func (agent *buildAgent) BindGrant(grant cdktfacraks.IRegistryGrant) {
	agent.grants = append(agent.grants, grant)
}
