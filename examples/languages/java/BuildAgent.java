import io.github.cdktfacraks.IPullGrant;
import io.github.cdktfacraks.IPullGrantee;
import java.util.ArrayList;
import java.util.List;
import software.constructs.Construct;

/** An identity that builds images on top of those of a registry. */
final class BuildAgent extends Construct implements IPullGrantee {
    private final String objectId;
    private final List<IPullGrant> grants = new ArrayList<>();

    BuildAgent(Construct scope, String id, String objectId) {
        super(scope, id);
        this.objectId = objectId;
    }

    @Override
    public String getPullPrincipalId() {
        return objectId;
    }

    @Override
    public void bindPullGrant(IPullGrant grant) {
        grants.add(grant);
    }
}
