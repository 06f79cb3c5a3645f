// Package peers runs clients of others, unmodified and as their users install them, against an emulator: they keep
// Twilio's addresses and reach it through its forward proxy.
//
//	stand, err := peers.Start(nil)
//	…
//	defer stand.Close()
//	out, err := stand.Command(ctx, projectDir, "twilio-run", "deploy").CombinedOutput()
//	calls := stand.Calls() // what it asked of the API, in order
//
// A command inherits nothing but PATH: no proxy, no credentials and no configuration of the machine it runs on.
package peers
