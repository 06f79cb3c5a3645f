// Package cassettes records HTTP exchanges with the API and plays them back, over go-vcr v3.
//
// Replaying is what tests do: [Replay] serves a file and never touches the network, answers
// identical requests in their recorded order, and fails on what was not recorded and on what was
// recorded and not asked for; [ReplayInOrder] holds the whole sequence. [Record] is what `make
// record` does: it forwards to another transport and writes the file on Close, scrubbed, read back
// and compared.
//
// A recording says where it comes from by its folder. docs/ holds what Twilio printed in its
// documentation, emulator/ what this project's own emulator answers (which is evidence about the
// emulator only), live/ what the real API answered. README.md says how to record and what is
// scrubbed.
package cassettes
