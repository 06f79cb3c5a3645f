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
	"sync/atomic"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/slow"
)

// Site is where the Assets of an Environment are served.
type Site struct {
	Client *http.Client
	Domain string // of the Environment
	// Base is called instead of https://Domain, with the domain as Host, where
	// the domain leads elsewhere, such as to an emulator. Nil is the domain.
	Base *url.URL
	// AuthToken signs requests for protected Assets; without it they are left.
	AuthToken string

	received atomic.Int64 // bytes of all files
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
		final := errors.Is(err, errTooLarge) || errors.Is(err, errTooSlow) || errors.Is(err, errTooMuch) ||
			slow.Is(err) ||
			errors.As(err, &answer) && answer.status < 500 && answer.status != http.StatusTooManyRequests ||
			errors.As(err, &network) && network.Op == "dial" // no server is there
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

// Bounds on what is received. No upload is larger than 25 MiB, so no Asset is.
const (
	maxFile  = 25 << 20
	maxAll   = 4 << 30         // of all files of a pull together
	fileTime = 5 * time.Minute // for one file, 25 MiB at 85 kB a second
)

var (
	errTooLarge = fmt.Errorf("has more than %d bytes, which no Asset can have", maxFile)
	errTooSlow  = fmt.Errorf("has not arrived after %v", fileTime)
	errTooMuch  = fmt.Errorf("the files have more than %d bytes together", int64(maxAll))
)

// copyBounded copies a content of at most 25 MiB, as long as all files together stay within their
// bound.
func (s *Site) copyBounded(w io.Writer, r io.Reader) (int64, error) {
	n, err := io.Copy(w, io.LimitReader(r, maxFile+1))
	switch {
	case err != nil:
		return n, err
	case n > maxFile:
		return n, errTooLarge
	case s.received.Add(n) > maxAll:
		return n, errTooMuch
	}
	return n, nil
}

func (s *Site) fetchOnce(ctx context.Context, path string, signed bool, to func() (io.WriteCloser, error)) (n int64,
	err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, fileTime, errTooSlow)
	defer cancel()
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
	// An Asset is no redirect, and the signature is for this server only.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return 0, &statusError{public, s.Base, resp.StatusCode}
	}
	w, err := to()
	if err != nil {
		return 0, err
	}
	n, err = s.copyBounded(w, resp.Body)
	if errors.Is(context.Cause(ctx), errTooSlow) {
		err = errTooSlow
	}
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
	base   *url.URL // where it was asked for, if not at the URL
	status int
}

func (e *statusError) Error() string {
	text := fmt.Sprintf("%s answers %d %s", e.url, e.status, http.StatusText(e.status))
	if e.status == http.StatusForbidden {
		text += ": the request for a protected Asset is signed with the Auth Token of the account; is it the " +
			"primary one?"
	}
	if e.base != nil {
		text += " (asked at " + e.base.Host + ")"
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
