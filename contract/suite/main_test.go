package suite

import (
	"os"
	"testing"

	"github.com/twilio-serverless/twilio-serverless-go/internal/testgc"
)

func TestMain(m *testing.M) {
	testgc.Set(os.Getenv)
	os.Exit(m.Run())
}
