package target

import (
	"fmt"
	"net/http"
	"sync"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// Checks puts the contract checker around a transport or a handler and counts what it finds.
type Checks struct {
	env     *verb.Env
	Checker *contract.Checker
	Exempt  func(faultMark string) bool // nil exempts no exchange

	mu                             sync.Mutex
	exchanges, violations, notices int
}

// NewChecks takes the addresses of the two hosts; an empty one stands for every host.
func NewChecks(env *verb.Env, apiURL, uploadURL string) (*Checks, error) {
	checker, err := contract.NewChecker(&contract.CheckerOptions{APIURL: apiURL, UploadURL: uploadURL})
	if err != nil {
		return nil, err
	}
	return &Checks{env: env, Checker: checker}, nil
}

func (c *Checks) transport(next http.RoundTripper) http.RoundTripper {
	return c.Checker.Transport(next, c.Observe)
}

// Handler checks what a server receives and answers.
func (c *Checks) Handler(next http.Handler) http.Handler {
	return c.Checker.Handler(next, c.Observe)
}

// Observe counts an exchange and prints what is wrong with it as it happens.
func (c *Checks) Observe(exchange *contract.Exchange, findings []contract.Finding) {
	if c.Exempt != nil && c.Exempt(exchange.Header.Get(emulator.FaultHeader)) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.exchanges++
	for _, f := range findings {
		if f.Severity == contract.Violation {
			c.violations++
		} else {
			c.notices++
		}
		terminal.Fprintf(c.env.Stderr, "%s (%s %s)\n", f, exchange.Method, exchange.URL.Path)
	}
}

// Finish prints the count and fails when there was a violation. Without --check it does nothing. A
// verb that fails for another reason calls it for the count alone.
func (c *Checks) Finish() error {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	notices := ""
	if c.notices > 0 {
		notices = ", " + terminal.Plural(c.notices, "notice")
	}
	terminal.Fprintf(c.env.Stderr, "contract: %s checked, %s%s\n",
		terminal.Plural(c.exchanges, "exchange"), terminal.Plural(c.violations, "violation"), notices)
	if c.violations > 0 {
		return fmt.Errorf("%w: %s", verb.ErrContractBroken, terminal.Plural(c.violations, "violation"))
	}
	return nil
}
