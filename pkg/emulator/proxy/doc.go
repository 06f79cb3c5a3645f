// Package proxy lets clients that know only Twilio's addresses reach an emulator:
// an HTTPS forward proxy that answers for *.twilio.com and *.twil.io itself, with
// certificates of its own authority, and refuses everything else.
//
// # Use
//
//	authority, err := proxy.OpenAuthority("ca.pem", time.Now())
//	…
//	p := proxy.New(emu, authority, nil)
//	listener, err := net.Listen("tcp", "127.0.0.1:0")
//	…
//	go p.Serve(listener)
//	defer p.Close()
//	cmd.Env = append(os.Environ(), proxy.Environment(listener.Addr().String(), authority.File())...)
//
// # What it never does
//
// It opens no connection to anywhere. A tunnel ends in this process, whatever the
// client sends through it; a host that is not Twilio's, a port other than 80 and
// 443, an address instead of a name, and a request whose Host is not that of its
// tunnel are answered with an error that says so. The authority may sign for
// Twilio's two domains only, even for a thief of its key.
package proxy
