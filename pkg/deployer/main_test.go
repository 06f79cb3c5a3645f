package deployer_test

import (
	"os"
	"runtime/debug"
	"testing"
)

// The tests run much that is garbage when it ends: at Go's own 100 a fifth of what they compute is its collection.
func TestMain(m *testing.M) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	os.Exit(m.Run())
}
