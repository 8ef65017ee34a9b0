package main

import (
	"github.com/aws/jsii-runtime-go"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// mirrorCredentials is the account that a mirror of images gives to each cluster. It implements IRegistryCredentials.
type mirrorCredentials struct {
	password *string
}

func (credentials *mirrorCredentials) LoginServer() *string {
	return jsii.String("mirror.corp.example")
}

func (credentials *mirrorCredentials) Username() *string {
	return jsii.String("cluster")
}

func (credentials *mirrorCredentials) Password() *string {
	return credentials.password
}

func (credentials *mirrorCredentials) Requires() *[]cdktf.ITerraformDependable {
	return &[]cdktf.ITerraformDependable{}
}

func (credentials *mirrorCredentials) AdditionalLoginServers() *[]*string {
	return nil
}

func (credentials *mirrorCredentials) WriteOnlyRevision() *float64 {
	return nil
}
