// Command deploy measures whole deploys, as processes: twilio-serverless beside twilio-run, against
// one emulator behind one HTTPS proxy, in the same run and in turns.
//
//	cd bench && go run ./deploy                     # table on stdout
//	cd bench && go run ./deploy -write ../docs  # docs/bench.md and docs/bench.svg too
//	cd bench && go run ./deploy -scale -large       # 1,000 files; ten Assets of 25 MB
//
// Each request is answered after -latency; Builds complete at once. Both programs reach the
// emulator as they would reach Twilio: by its host names, over TLS, with an Account SID and its
// token. What is compared is the ratio of medians; absolute times are those of the machine.
// twilio-run is installed from package-lock.json by npm; without Node the program says so and
// measures only ours.
package main
