package main

import "time"

// A scenario is what happens to the project before it is deployed, and the shortest chain of
// requests that a deploy of it can be.
type scenario struct {
	name  string
	edit  func(dir string) error
	chain []string // each waits for the one before; everything else can be done beside them
}

func scenarios() []scenario {
	nothing := func(string) error { return nil }
	return []scenario{
		{"first deploy", nothing, []string{
			"look for the Service", "create the Service", "create a Function", "upload its version",
			"upload the manifest that names it", "create the Build", "ask for its status",
			"create the Deployment (and, beside it, the ninth: look whether another one was)",
		}},
		{"nothing changed", nothing, []string{"look at what is live"}},
		{"one file changed", edit, []string{
			"look at what is live", "upload the version", "upload the manifest that names it", "create the Build",
			"ask for its status", "create the Deployment",
		}},
	}
}

// handshakes are the round trips before the first request can be sent through a proxy: TCP, CONNECT
// and TLS 1.3.
const handshakes = 3

// bound is the time of the handshakes and of the longest chain of requests, when nothing else takes
// any.
func (b *bench) bound(s scenario) time.Duration {
	return time.Duration(handshakes+len(s.chain)) * b.roundTrip
}
