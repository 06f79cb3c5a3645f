package suite

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
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

// A lazyFeature is found out when the first case needs it.
type lazyFeature struct {
	found chan struct{} // nil until somebody looks, closed when it is known
	has   bool
}

// needs reports whether some case of the run needs a feature that the target does not claim.
func (r *runner) needs(feature Feature) bool {
	return !slices.Contains(r.target.Features, feature) && slices.ContainsFunc(r.opts.Cases, func(c Case) bool {
		return slices.Contains(c.Needs, feature)
	})
}

// probe finds out what the target has and did not claim. A recording, and a target that each case has of its own, have
// what they claim.
func (r *runner) probe(ctx context.Context) {
	if r.target.Transport == nil || r.target.Open != nil {
		return
	}
	if r.needs(FeatureLargeUploads) && isLoopback(r.target.APIURL) && isLoopback(r.target.UploadURL) {
		r.target.Features = append(r.target.Features, FeatureLargeUploads)
	}
	if r.needs(FeatureSecrets) || r.needs(FeatureForeignAccount) || r.needs(FeatureSecondCredentials) {
		r.look(ctx, "credentials", r.probeCredentials)
	}
}

// look does something in a session of its own, whose outcome accuses nobody.
func (r *runner) look(ctx context.Context, what string, do func(ctx context.Context, s *Session) error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	// Alone takes no place of the room: the cases that wait for this look may hold all of them.
	r.try(ctx, cancel, &Case{ID: "features/" + what, Alone: true, Run: do}, attempt{})
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
		r.target.Features = append(r.target.Features, FeatureSecrets)
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
		r.target.Features = append(r.target.Features, FeatureForeignAccount)
	}
	id, secret := r.nobody("SK")
	key, err := s.As(id, secret)
	if err != nil {
		return err
	}
	var seen serverless.Service
	if r.needs(FeatureSecondCredentials) && r.target.SecondUsername == "" && strings.HasPrefix(r.target.Username, "AC") &&
		key.Get(ctx, path).OK(&seen) == nil && seen.AccountSID == made.AccountSID {
		r.target.SecondUsername, r.target.SecondPassword = id, secret
		r.target.Features = append(r.target.Features, FeatureSecondCredentials)
	}
	return nil
}

// has reports whether the target has a feature: one that it claims, or one that is seen now.
func (r *runner) has(ctx context.Context, feature Feature) bool {
	if slices.Contains(r.target.Features, feature) {
		return true
	}
	if feature != FeatureLogs || r.target.Transport == nil || r.target.Open != nil {
		return false
	}
	r.mu.Lock()
	found := r.logs.found
	if found == nil {
		r.logs.found = make(chan struct{})
	}
	r.mu.Unlock()
	if found == nil {
		r.look(ctx, string(FeatureLogs), r.probeLogs)
		close(r.logs.found)
		return r.logs.has
	}
	select {
	case <-found:
		return r.logs.has
	case <-ctx.Done():
		return false
	}
}

func (r *runner) probeLogs(ctx context.Context, s *Session) error {
	service, err := s.CreateService(ctx)
	if err != nil {
		return err
	}
	environment, err := s.CreateEnvironment(ctx, service, "logs")
	if err != nil {
		return err
	}
	build, err := s.CompletedBuild(ctx, service)
	if err != nil {
		return err
	}
	if _, err := s.Deploy(ctx, environment, build); err != nil {
		return err
	}
	path := Path("Services", service.SID, "Environments", environment.SID, "Logs")
	for range logsWait {
		items, err := s.List(ctx, path, 0)
		if err != nil || len(items) > 0 {
			r.logs.has = err == nil
			return err
		}
		if err := Wait(ctx, s.target.PollInterval); err != nil {
			return err
		}
	}
	return fmt.Errorf("no Log of %s", environment.SID)
}
