using System.Collections.Generic;
using CdktfAcrAks;
using Constructs;

namespace Pulls;

/// <summary>An identity that builds images on top of those of a registry.</summary>
internal sealed class BuildAgent : Construct, IPullGrantee
{
    private readonly List<IPullGrant> grants = new();

    internal BuildAgent(Construct scope, string id, string objectId) : base(scope, id)
    {
        PullPrincipalId = objectId;
    }

    public string PullPrincipalId { get; }

    public void BindPullGrant(IPullGrant grant) => grants.Add(grant);
}
