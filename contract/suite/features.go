package suite

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"net/http"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// Some features can be seen from outside, so that nobody has to claim them. What a run finds out by itself counts as if
// the target had claimed it:
//
//   - A target that refuses invented credentials checks secrets. One that accepts any credentials is open.
//   - On an open target, an invented account that does not see the resources of the run is a foreign account, and an
//     invented API key that does is a second pair of credentials.
//   - A target that has Logs right after a Deployment, before any Function was called, writes Logs.
//   - A target on loopback accepts large files: uploads to it are free.

// logsWait is how many looks at the Logs of a new Deployment it takes to say that there are none.
const logsWait = 2

// A probe finds out what the target has when the first case needs it.
type probe struct {
	done chan struct{} // nil until it begins, closed when it is known
}

// claims reports whether the target has a feature, as far as the run knows.
func (r *runner) claims(feature Feature) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Contains(r.target.Features, feature)
}

func (r *runner) claim(feature Feature) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.target.Features = append(r.target.Features, feature)
}

// needs reports whether some case of the run needs a feature that the target does not claim.
func (r *runner) needs(feature Feature) bool {
	return !r.claims(feature) && slices.ContainsFunc(r.opts.Cases, func(c Case) bool {
		return slices.Contains(c.Needs, feature)
	})
}

// look does something in a session of its own, whose outcome accuses nobody.
func (r *runner) look(ctx context.Context, what string, do func(ctx context.Context, s *Session) error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	// Alone takes no place of the room: the cases that wait for this look may hold all of them. They wait, so it is
	// first.
	r.try(ctx, cancel, &Case{ID: "features/" + what, Alone: true, Cost: math.MaxInt, Run: do}, attempt{})
}

// nobody is an account, or an API key, that nobody has.
func (r *runner) nobody(prefix string) (username, password string) {
	digest := sha256.Sum256([]byte(prefix + r.prefix))
	return prefix + hex.EncodeToString(digest[:16]), hex.EncodeToString(digest[16:])
}

func (r *runner) probeCredentials(ctx context.Context, s *Session) error {
	account, secret := r.nobody("AC")
	stranger, err := s.As(account, secret)
	if err != nil {
		return err
	}
	const list = "/v1/Services?PageSize=1000"
	answer := stranger.Get(ctx, list)
	switch {
	case answer.Err() != nil:
		return answer.Err()
	case answer.Status == http.StatusUnauthorized && r.needs(FeatureSecrets):
		r.claim(FeatureSecrets)
		return nil
	case answer.Status != http.StatusOK:
		return nil
	}
	made, err := s.CreateService(ctx)
	if err != nil {
		return err
	}
	path := Path("Services", made.SID)
	if r.needs(FeatureForeignAccount) && stranger.Get(ctx, path).Status == http.StatusNotFound &&
		r.target.ForeignUsername == "" {
		r.target.ForeignUsername, r.target.ForeignPassword = account, secret
		r.claim(FeatureForeignAccount)
	}
	id, secret := r.nobody("SK")
	key, err := s.As(id, secret)
	if err != nil {
		return err
	}
	var seen serverless.Service
	if r.needs(FeatureSecondCredentials) && r.target.SecondUsername == "" &&
		strings.HasPrefix(r.target.Username, "AC") &&
		key.Get(ctx, path).OK(&seen) == nil && seen.AccountSID == made.AccountSID {
		r.target.SecondUsername, r.target.SecondPassword = id, secret
		r.claim(FeatureSecondCredentials)
	}
	return nil
}

// has reports whether the target has a feature: one that it claims, or one that is seen now. A recording, and a target
// that each case has of its own, have what they claim.
func (r *runner) has(ctx context.Context, feature Feature) bool {
	if r.claims(feature) || r.target.Transport == nil || r.target.Open != nil {
		return r.claims(feature)
	}
	switch feature {
	case FeatureLargeUploads:
		return isLoopback(r.target.APIURL) && isLoopback(r.target.UploadURL)
	case FeatureLogs:
		r.find(ctx, &r.logs, string(FeatureLogs), r.probeLogs)
	case FeatureSecrets, FeatureForeignAccount, FeatureSecondCredentials:
		r.find(ctx, &r.credentials, "credentials", r.probeCredentials)
	}
	return r.claims(feature)
}

// find runs a probe, or waits until it has ended.
func (r *runner) find(ctx context.Context, p *probe, what string, do func(ctx context.Context, s *Session) error) {
	r.mu.Lock()
	done := p.done
	if done == nil {
		p.done = make(chan struct{})
	}
	r.mu.Unlock()
	if done == nil {
		r.look(ctx, what, do)
		close(p.done)
		return
	}
	select {
	case <-done:
	case <-ctx.Done():
	}
}

func (r *runner) probeLogs(ctx context.Context, s *Session) error {
	service, err := s.SharedStage(ctx, 1)
	if err != nil {
		return err
	}
	environment, err := s.CreateEnvironment(ctx, service, s.Suffix())
	if err != nil {
		return err
	}
	build, err := s.SharedBuild(ctx, service)
	if err != nil {
		return err
	}
	if _, err := s.Deploy(ctx, environment, build); err != nil {
		return err
	}
	path := Path("Services", service.SID, "Environments", environment.SID, "Logs")
	for range logsWait {
		items, err := s.List(ctx, path, 0)
		if err != nil {
			return err
		}
		if len(items) > 0 {
			r.claim(FeatureLogs)
			return nil
		}
		if err := Wait(ctx, s.target.PollInterval); err != nil {
			return err
		}
	}
	return nil
}
