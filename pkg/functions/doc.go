// Package functions runs Twilio Functions in warm Node.js workers, the way production runs them:
// one invocation at a time in each worker, module state kept between invocations, ten seconds for
// an answer, at most thirty invocations of a Build at once.
//
// [Runner.Invoke] is what [emulator.Options.Invoke] asks for:
//
//	runner, err := functions.New(nil)
//	if err != nil { … }
//	defer runner.Close()
//	emu, err := emulator.New(&emulator.Options{Invoke: runner.Invoke, Activate: runner.Activate, Check: runner.Build})
//
// Go speaks HTTP: verbs, limits, headers and cookies are decided here. Node runs the code, by an
// embedded script that uses no npm package. What is not documented is decided in choices.go.
//
// # Not a sandbox
//
// A Function can do whatever the user who started it can do: read files, open connections, start
// processes. It gets an environment of its own, with the Variables and nothing else. Run only code
// that you trust.
package functions
