package cli

import (
	"fmt"
	"net/http"
	"sync"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// checks wears the contract checker around a transport and counts what it finds.
type checks struct {
	env     *Env
	checker *contract.Checker
	exempt  func(faultMark string) bool // nil exempts no exchange

	mu                             sync.Mutex
	exchanges, violations, notices int
}

func newChecks(env *Env, apiURL, uploadURL string) (*checks, error) {
	checker, err := contract.NewChecker(&contract.CheckerOptions{APIURL: apiURL, UploadURL: uploadURL})
	if err != nil {
		return nil, err
	}
	return &checks{env: env, checker: checker}, nil
}

func (c *checks) transport(next http.RoundTripper) http.RoundTripper {
	return c.checker.Transport(next, c.observe)
}

func (c *checks) handler(next http.Handler) http.Handler {
	return c.checker.Handler(next, c.observe)
}

// observe counts an exchange and prints what is wrong with it as it happens.
func (c *checks) observe(exchange *contract.Exchange, findings []contract.Finding) {
	if c.exempt != nil && c.exempt(exchange.Header.Get(emulator.FaultHeader)) {
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
		fmt.Fprintf(c.env.Stderr, "%s (%s %s)\n", f, exchange.Method, exchange.URL.Path)
	}
}

// finish prints the count and fails when there was a violation. It does nothing without --check. A verb that fails for another reason
// calls it for the count alone.
func (c *checks) finish() error {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	notices := ""
	if c.notices > 0 {
		notices = ", " + plural(c.notices, "notice")
	}
	fmt.Fprintf(c.env.Stderr, "contract: %s checked, %s%s\n", plural(c.exchanges, "exchange"), plural(c.violations, "violation"), notices)
	if c.violations > 0 {
		return fmt.Errorf("%w: %s", errContractBroken, plural(c.violations, "violation"))
	}
	return nil
}
