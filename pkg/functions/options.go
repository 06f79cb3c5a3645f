package functions

import (
	"fmt"
	"net/http"
	"time"
)

// Options are the knobs of a [Runner]. The zero value, and nil, runs Functions with the `node` of
// PATH under the limits of production, installs nothing and reaches no network.
type Options struct {
	// Node is the program that runs Functions: a path, or a name in PATH. The default is "node".
	Node string

	// Nodes are programs for single runtimes, such as "node22", and override Node.
	Nodes map[string]string

	// Dir is where files of Builds are written. The default is a temporary directory, which
	// [Runner.Close] removes.
	Dir string

	// Packages decides where the dependencies of a Build come from. The default has none.
	Packages Packages

	// Timeout is how long an invocation may take. 0 means the 10 seconds of production, a
	// negative duration no end.
	Timeout time.Duration

	// Idle is how long a worker beyond the first one waits for work. The default is a minute.
	Idle time.Duration

	// Memory is how many megabytes a worker may use. The default is 256.
	Memory int

	// Inspect is an address such as 127.0.0.1:9229 for a debugger. With it there is one worker,
	// and no timeout.
	Inspect string

	// InspectWait makes the worker wait for a debugger before it runs anything.
	InspectWait bool

	// KeepWarm lets workers go on when a Deployment changes only Functions: those that did not
	// change keep the state of their modules. Production starts anew.
	KeepWarm bool

	// InsecureCookies leaves out the Secure that production adds to cookies, which some clients
	// do not return over plain HTTP.
	InsecureCookies bool

	// ServerlessURL is where calls to this API go that a Function makes by getTwilioClient, for
	// example the URL of an emulator. Empty leaves them as they are.
	ServerlessURL string

	// TwilioURL is where other calls of getTwilioClient go: a base URL, "off", which fails them,
	// or empty, which leaves them as they are.
	TwilioURL string

	// DomainName is what Functions see instead of the domain of their Environment: where they
	// are reached. It may be empty.
	DomainName string

	// NoCredentials keeps the credentials of the account from Functions, also where the Service
	// includes them.
	NoCredentials bool

	// CredentialsNote says in an error of getTwilioClient what to do when there are none.
	CredentialsNote string

	// Local gives the path of a file on this machine that is a Function or an Asset with a path and a
	// digest of its content, or "", see [File]. nil knows none.
	Local func(path, sha256 string) string

	// Failed writes the answer when a Function has failed, and reports whether it did, see [Call].
	Failed func(http.ResponseWriter, *http.Request, *Failure) bool

	// Log is given each line that a Function prints as it comes. It is called concurrently.
	Log func(Line)

	// Note is given what takes long: that packages are installed.
	Note func(string)

	// Warn is given what is worth knowing and no answer says: that Node is of another version
	// than the Build's runtime, for example.
	Warn func(string)
}

// A Line is what a Function printed, or why it failed.
type Line struct {
	Function string // its path
	Level    string // INFO, WARN or ERROR
	Message  string
	Late     bool // printed after the answer
	Request  int64
}

func (o *Options) complete() error {
	if o.Idle < 0 {
		return fmt.Errorf("functions: Options.Idle is %s: give zero or a positive duration", o.Idle)
	}
	if o.Memory < 0 {
		return fmt.Errorf("functions: Options.Memory is %d: give zero or a number of megabytes", o.Memory)
	}
	if o.Node == "" {
		o.Node = "node"
	}
	switch {
	case o.Timeout == 0:
		o.Timeout = maxTime
	case o.Timeout < 0 || o.Inspect != "":
		o.Timeout = 0
	}
	if o.Inspect != "" {
		o.Timeout = 0
	}
	if o.Idle == 0 {
		o.Idle = idleAfter
	}
	if o.Memory == 0 {
		o.Memory = memory
	}
	if o.CredentialsNote == "" {
		o.CredentialsNote = "The Service has no credentials included."
	}
	if o.Note == nil {
		o.Note = func(string) {}
	}
	if o.Warn == nil {
		o.Warn = func(string) {}
	}
	return nil
}
