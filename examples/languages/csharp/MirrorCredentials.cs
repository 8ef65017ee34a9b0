using System;
using Amazon.JSII.Runtime.Deputy;
using CdktfAcrAks;
using HashiCorp.Cdktf;

namespace Pulls;

/// <summary>The account that a mirror of images gives to each cluster.</summary>
internal sealed class MirrorCredentials : DeputyBase, IRegistryCredentials
{
    internal MirrorCredentials(string password)
    {
        Password = password;
    }

    public string LoginServer => "mirror.corp.example";

    public string Username => "cluster";

    public string Password { get; }

    public ITerraformDependable[] Requires => Array.Empty<ITerraformDependable>();
}
