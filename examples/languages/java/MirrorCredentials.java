import com.hashicorp.cdktf.ITerraformDependable;
import io.github.cdktfacraks.IRegistryCredentials;
import java.util.List;

/** The account that a mirror of images gives to each cluster. */
final class MirrorCredentials implements IRegistryCredentials {
    private final String password;

    MirrorCredentials(String password) {
        this.password = password;
    }

    @Override
    public String getLoginServer() {
        return "mirror.corp.example";
    }

    @Override
    public String getUsername() {
        return "cluster";
    }

    @Override
    public String getPassword() {
        return password;
    }

    @Override
    public List<ITerraformDependable> getRequires() {
        return List.of();
    }
}
