using System.Collections.Generic;
using CdktfAcrAks;
using Constructs;

namespace Pulls;

/// <summary>An identity that builds images on top of those of a registry.</summary>
internal sealed class BuildAgent : Construct, IRegistryGrantee
{
    private readonly List<IRegistryGrant> grants = new();

    internal BuildAgent(Construct scope, string id, string objectId) : base(scope, id)
    {
        PrincipalId = objectId;
    }

    public string PrincipalId { get; }

    public void BindGrant(IRegistryGrant grant) => grants.Add(grant);
}
