package pull

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// Site is where the Assets of an Environment are served.
type Site struct {
	Client *http.Client
	Domain string // of the Environment
	// Base is called instead of https://Domain, with the domain as Host, where
	// the domain leads elsewhere: an emulator, a stand-in. Nil is the domain.
	Base *url.URL
	// AuthToken signs requests for protected Assets; without it they are left.
	AuthToken string
}

// tries is how often an Asset is asked for while the site has trouble.
const tries = 3

// fetch copies an Asset. The content is whole when it returns no error.
func (s *Site) fetch(ctx context.Context, path string, signed bool, to func() (io.WriteCloser, error)) (int64, error) {
	wait := time.Second
	for try := 1; ; try++ {
		n, err := s.fetchOnce(ctx, path, signed, to)
		var answer *statusError
		var network *net.OpError
		final := errors.As(err, &answer) && answer.status < 500 && answer.status != http.StatusTooManyRequests ||
			errors.As(err, &network) && network.Op == "dial" // nobody is there
		if err == nil || final || ctx.Err() != nil || try == tries {
			return n, err
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return 0, ctx.Err()
		case <-timer.C:
			wait *= 2
		}
	}
}

func (s *Site) fetchOnce(ctx context.Context, path string, signed bool, to func() (io.WriteCloser, error)) (n int64, err error) {
	address := url.URL{Scheme: "https", Host: s.Domain, Path: path}
	public := address.String()
	if s.Base != nil {
		address.Scheme, address.Host = s.Base.Scheme, s.Base.Host
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return 0, err
	}
	req.Host = s.Domain
	req.Header.Set("Accept-Encoding", "identity") // net/http would unpack what it asked to be packed
	if signed {
		req.Header.Set("X-Twilio-Signature", sign(s.AuthToken, public))
	}
	client := *s.Client
	// An Asset is no redirect, and the signature is for nobody else.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return 0, &statusError{public, resp.StatusCode}
	}
	w, err := to()
	if err != nil {
		return 0, err
	}
	n, err = io.Copy(w, resp.Body)
	if closeErr := w.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return 0, fmt.Errorf("%s: %w", public, err)
	}
	return n, nil
}

// statusError is an answer that is not the Asset.
type statusError struct {
	url    string
	status int
}

func (e *statusError) Error() string {
	text := fmt.Sprintf("%s answers %d %s", e.url, e.status, http.StatusText(e.status))
	if e.status == http.StatusForbidden {
		text += ": the request for a protected Asset is signed with the Auth Token of the account; is it the primary one?"
	}
	return text
}

// sign makes the X-Twilio-Signature of a GET: HMAC-SHA1 over the URL.
// https://www.twilio.com/docs/usage/security#validating-requests
func sign(authToken, address string) string {
	mac := hmac.New(sha1.New, []byte(authToken))
	_, _ = io.WriteString(mac, address) // a hash never fails
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
