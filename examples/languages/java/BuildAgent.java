import io.github.cdktfacraks.IRegistryGrant;
import io.github.cdktfacraks.IRegistryGrantee;
import java.util.ArrayList;
import java.util.List;
import software.constructs.Construct;

/** An identity that builds images on top of those of a registry. */
final class BuildAgent extends Construct implements IRegistryGrantee {
    private final String objectId;
    private final List<IRegistryGrant> grants = new ArrayList<>();

    BuildAgent(Construct scope, String id, String objectId) {
        super(scope, id);
        this.objectId = objectId;
    }

    @Override
    public String getPrincipalId() {
        return objectId;
    }

    @Override
    public void bindGrant(IRegistryGrant grant) {
        grants.add(grant);
    }
}
