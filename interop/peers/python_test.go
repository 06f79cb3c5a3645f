package peers_test

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/twilio-serverless/twilio-serverless-go/interop/peers"
)

// debianPython is the one that the package python3-twilio is for.
const debianPython = "/usr/bin/python3"

func TestTwilioPython(t *testing.T) {
	t.Parallel()
	if err := exec.CommandContext(t.Context(), debianPython, "-c", "import twilio").Run(); err != nil {
		t.Skip("no library twilio for " + debianPython + ": apt-get install python3-twilio")
	}
	for name, way := range ways() {
		t.Run(name, func(t *testing.T) {
			stand := startWith(t, nil, way)
			script := filepath.Join(peers.Dir(), "python", "services.py")
			cmd := stand.Command(t.Context(), t.TempDir(), debianPython, script)
			useAll(t, stand, cmd, "twilio-python/", []string{"CreateService", "ListService", "UpdateService",
				"DeleteService", "CreateEnvironment", "CreateVariable", "ListVariable"})
		})
	}
}
