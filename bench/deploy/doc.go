// Command deploy measures whole deploys, as processes: twilio-serverless beside twilio-run, against
// one emulator behind one HTTPS proxy, in the same run and in turns.
//
//	cd bench && go run ./deploy                  # tables on stdout
//	cd bench && go run ./deploy -write ../docs   # docs/bench.md and its charts, with virtual time
//	cd bench && go run ./deploy -only refusals   # 300 files, with and without 429
//	cd bench && go run ./deploy -only text       # unchanged deploys of projects with much text
//
// A line with a round trip lies between the programs and the proxy: a connection, CONNECT, the TLS
// handshake and each request take one each. Builds complete at once. Both programs reach the
// emulator as they would reach Twilio: by its host names, over TLS, with an Account SID and its
// token. What is compared is the ratio of medians; absolute times are those of the machine.
// twilio-run is installed from package-lock.json by npm; without Node the program says so and
// measures only ours.
package main
