package cli

import (
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// cmdLog lets a test server log a line, some time ago: log NAME ENVIRONMENT FUNCTION AGO LEVEL MESSAGE
func cmdLog(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 6 {
		ts.Fatalf("usage: log NAME ENVIRONMENT FUNCTION AGO LEVEL MESSAGE")
	}
	ago, err := time.ParseDuration(args[3])
	ts.Check(err)
	e, ok := servedAs(ts, args[0]).emulator.(*emulator.Emulator)
	if !ok {
		ts.Fatalf("%s is no emulator", args[0])
	}
	_, err = e.AddLog(emulator.LogEntry{
		EnvironmentSID: args[1], FunctionSID: args[2], Level: args[4], Message: args[5], Date: time.Now().Add(-ago),
	})
	ts.Check(err)
}
