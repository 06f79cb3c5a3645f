package deployer_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func answer(status int, body string, header ...string) *http.Response {
	h := http.Header{"Content-Type": {"application/json"}}
	for pair := range slices.Chunk(header, 2) {
		h.Set(pair[0], pair[1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)),
		ContentLength: int64(len(body))}
}

// brokenOff keeps the start of an answer's body.
func brokenOff(resp *http.Response, keep func(length int) int) *http.Response {
	body, _ := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body[:keep(len(body))]), failing{io.ErrUnexpectedEOF}))
	return resp
}

type failing struct{ error }

func (f failing) Read([]byte) (int, error) { return 0, f.error }

// fault is one way in which a call goes wrong.
type fault struct {
	name string
	do   func(req *http.Request, send func() (*http.Response, error)) (*http.Response, error)
}

// after does the work and then spoils the answer.
func after(spoil func(*http.Response) (*http.Response, error)) func(*http.Request, func() (*http.Response, error)) (
	*http.Response, error) {
	return func(_ *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		resp, err := send()
		if err != nil {
			return nil, err
		}
		return spoil(resp)
	}
}

// instead answers without doing the work.
func instead(resp func(context.Context) (*http.Response, error)) func(*http.Request, func() (*http.Response, error)) (
	*http.Response, error) {
	return func(req *http.Request, _ func() (*http.Response, error)) (*http.Response, error) {
		if req.Body != nil {
			_, _ = io.Copy(io.Discard, req.Body)
			req.Body.Close()
		}
		return resp(req.Context())
	}
}

// timedOut is how net/http gives up waiting for an answer, or learns that the caller does not wait any more.
func timedOut(ctx context.Context) (*http.Response, error) {
	timer := time.NewTimer(2 * time.Minute)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil, os.ErrDeadlineExceeded
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (f fault) String() string { return f.name }

// ownSID is the kind of the SID of a resource; those of what it belongs to have another property.
var ownSID = regexp.MustCompile(`"sid": ?"[A-Z]{2}`)

var faults = []fault{
	{"reset before the work", instead(func(context.Context) (*http.Response, error) {
		return nil,
			syscall.ECONNRESET
	})},
	{"reset after the work", after(func(*http.Response) (*http.Response, error) { return nil, syscall.ECONNRESET })},
	{"timeout before the work", instead(timedOut)},
	{"timeout after the work", after(func(r *http.Response) (*http.Response,
		error) {
		return timedOut(r.Request.Context())
	})},
	{"500 before the work", instead(func(context.Context) (*http.Response, error) {
		return answer(500, `{"message":"An error occurred","status":500}`), nil
	})},
	{"500 after the work", after(func(*http.Response) (*http.Response, error) {
		return answer(500, `{"message":"An error occurred","status":500}`), nil
	})},
	{"502 in HTML before the work", instead(func(context.Context) (*http.Response, error) {
		return answer(502, "<html>Bad Gateway</html>", "Content-Type", "text/html"), nil
	})},
	{"503 before the work", instead(func(context.Context) (*http.Response, error) { return answer(503, ""), nil })},
	{"answer cut in the middle", after(func(r *http.Response) (*http.Response, error) {
		return brokenOff(r, func(n int) int { return n / 2 }), nil
	})},
	{"answer cut at its start", after(func(r *http.Response) (*http.Response, error) {
		return brokenOff(r, func(n int) int { return min(n, 3) }), nil
	})},
	{"answer is no JSON", after(func(r *http.Response) (*http.Response, error) {
		if r.StatusCode == http.StatusNoContent { // RFC 9110, section 15.3.5: it has no body
			return r, nil
		}
		return answer(r.StatusCode, "<html>"), nil
	})},
	{"answer is about another resource", after(func(r *http.Response) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		return answer(r.StatusCode, ownSID.ReplaceAllString(string(body), `"sid":"ME`)), err
	})},
	{"429", instead(func(context.Context) (*http.Response, error) {
		return answer(429, `{"status":429,"message":"Too many requests","code":20429}`), nil
	})},
	{"429 with Retry-After", instead(func(context.Context) (*http.Response, error) {
		return answer(429, `{"status":429,"message":"Too many requests","code":20429}`, "Retry-After", "7"), nil
	})},
}

// One call goes wrong once: the deploy succeeds all the same, and leaves nothing twice.
func TestApply_oneFault(t *testing.T) {
	t.Parallel()
	matrix(t, faults, func(t *testing.T, a *account, r deployer.Request, c disturbed[fault]) {
		a.wire.intercept = func(now sent, req *http.Request, send func() (*http.Response, error)) (*http.Response,
			error) {
			if now.name() == c.call.name() {
				return c.way.do(req, send)
			}
			return send()
		}
		_, err := a.deploy(t.Context(), t, r)
		nonsense := c.way.name == "answer is no JSON" || c.way.name == "answer is about another resource"
		if nonsense && !c.call.write() && err != nil { // a read that is nonsense is not asked for again
			requireClear(t, err, c.name)
			a.again(t, r)
		} else {
			require.NoError(t, err, c.name)
		}
		require.Equal(t, c.want, a.state(t, "shop", "dev"), c.name)
	})
}

// One operation goes wrong from some call on, as long as the deploy lasts: it says where it ended,
// and the next deploy leaves nothing twice.
func TestApply_lastingFault(t *testing.T) {
	t.Parallel()
	matrix(t, faults, func(t *testing.T, a *account, r deployer.Request, c disturbed[fault]) {
		a.wire.intercept = func(now sent, req *http.Request, send func() (*http.Response, error)) (*http.Response,
			error) {
			if now.operation == c.call.operation && now.nth >= c.call.nth {
				return c.way.do(req, send)
			}
			return send()
		}
		result, err := a.deploy(t.Context(), t, r)
		if err == nil {
			require.Equal(t, c.want, a.state(t, "shop", "dev"), c.name)
		} else {
			requireClear(t, err, c.name)
			if result != nil && c.call.operation != "DeleteVariable" { // which comes after the Deployment
				require.Empty(t, result.DeploymentSID, c.name)
			}
		}
		a.again(t, r)
		require.Equal(t, c.want, a.state(t, "shop", "dev"), c.name)
	})
}

// requireClear asserts that an error says which step and operation it is about, on one line and
// without secrets.
func requireClear(t *testing.T, err error, name string) {
	t.Helper()
	require.Error(t, err, name)
	var failure *client.Error
	require.ErrorAs(t, err, &failure, name)
	require.Contains(t, err.Error(), failure.Op, name)
	if !strings.HasPrefix(err.Error(), "planning: ") {
		var stepError *deployer.StepError
		require.ErrorAs(t, err, &stepError, name)
		require.NotEmpty(t, stepError.Name, name)
		require.True(t, strings.HasPrefix(err.Error(), string(stepError.Step)+" "+stepError.Name+": "), err)
	}
	require.NotContains(t, err.Error(), "\n", name)
	require.NotContains(t, err.Error(), "context canceled", name)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		requireConcealed(t, fmt.Sprintf(verb, err))
	}
}

// A write is done although the connection was lost before it, and only after the look for it.
func TestApply_lateWork(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{"CreateService", "CreateEnvironment", "CreateVariable", "CreateDeployment"} {
		s := scenarios[0]
		want := s.undisturbed(t).want
		s.run(t, func(t *testing.T, a *account, r deployer.Request) {
			late := make(chan error, 1)
			a.wire.intercept = func(now sent, req *http.Request, send func() (*http.Response, error)) (
				*http.Response, error) {
				if now.operation != operation || now.nth > 1 {
					return send()
				}
				go func() {
					time.Sleep(500 * time.Millisecond)
					_, err := send()
					late <- err
				}()
				return nil, syscall.ECONNRESET
			}
			_, err := a.deploy(t.Context(), t, r)
			require.NoError(t, err, operation)
			require.NoError(t, <-late)
			require.Equal(t, want, a.state(t, "shop", "dev"), operation)
		})
	}
}

// The outcome of a write is unknown, and so is the look for it: both are said, nothing is written
// again.
func TestApply_lookFails(t *testing.T) {
	t.Parallel()
	s := scenarios[0]
	s.run(t, func(t *testing.T, a *account, r deployer.Request) {
		a.wire.intercept = func(now sent, req *http.Request, send func() (*http.Response, error)) (*http.Response,
			error) {
			if now.operation == "CreateFunction" || now.operation == "ListFunction" {
				return nil, syscall.ECONNRESET
			}
			return send()
		}
		d := a.deployer(t, &deployer.Options{Concurrency: 1})
		plan, err := d.Plan(t.Context(), r)
		require.NoError(t, err)
		_, err = d.Apply(t.Context(), plan)
		require.ErrorIs(t, err, client.ErrOutcomeUnknown)
		assert.ErrorContains(t, err, "; looking failed too: ListFunction")
		assert.Equal(t, 1, a.wire.count("CreateFunction"))
	})
}

// Several things are lost at once, each is found again; a Function that has the name but another
// path is not taken for it.
func TestApply_lostFunctionBesideOneOfItsName(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		o := a.otherTool(t)
		other := o.function("/b")
		o.live(o.environment("dev-environment", "dev"), []string{other}, []string{"/a"})
		r := request(t, fstest.MapFS{"functions/a.js": file("a"), "functions/b.js": file("b")})
		r.NoManifest = true
		d := a.deployer(t, nil)
		plan, err := d.Plan(t.Context(), r)
		require.NoError(t, err)
		a.wire.intercept = func(now sent, req *http.Request, send func() (*http.Response, error)) (*http.Response,
			error) {
			if now.name() == "CreateFunction#1" {
				return nil, syscall.ECONNRESET
			}
			return send()
		}
		result, err := d.Apply(t.Context(), plan)
		require.NoError(t, err)
		assert.Equal(t, other, result.Functions[0].SID)
		assert.NotEqual(t, other, result.Functions[1].SID)
		assert.Equal(t, 2, a.wire.count("CreateFunction"))
	})
}

// A write whose outcome stays unknown is not sent for ever.
func TestApply_triesAndWaits(t *testing.T) {
	t.Parallel()
	scenarios[0].run(t, func(t *testing.T, a *account, r deployer.Request) {
		a.wire.intercept = func(now sent, req *http.Request, send func() (*http.Response, error)) (*http.Response,
			error) {
			if now.operation == "CreateBuild" {
				return nil, syscall.ECONNRESET
			}
			return send()
		}
		d := a.deployer(t, &deployer.Options{RepeatWait: 5 * time.Second})
		plan, err := d.Plan(t.Context(), r)
		require.NoError(t, err)
		began := time.Now()
		_, err = d.Apply(t.Context(), plan)
		assert.EqualError(t, err, "build shop: CreateBuild (POST /v1/Services/"+serviceSID(t, a)+
			"/Builds): connection reset by peer"+
			"; whether it was done is unknown: look before repeating it")
		assert.Equal(t, 3, a.wire.count("CreateBuild"))
		assert.Equal(t, 10*time.Second, time.Since(began))
	})
}

func serviceSID(t *testing.T, a *account) string {
	t.Helper()
	service, err := a.direct.FetchService(t.Context(), "shop")
	require.NoError(t, err)
	return service.SID
}

// One upload fails: what else is under way ends, and the failure is the error, not the ending of
// the others.
func TestApply_uploadFails(t *testing.T) {
	t.Parallel()
	scenarios[0].run(t, func(t *testing.T, a *account, r deployer.Request) {
		var ended atomic.Int32
		a.wire.intercept = func(now sent, req *http.Request, send func() (*http.Response, error)) (*http.Response,
			error) {
			switch {
			case now.name() == "CreateAssetVersion#2":
				time.Sleep(time.Second) // all others are under way by then
				return answer(http.StatusRequestEntityTooLarge, "<html>", "Content-Type", "text/html"), nil
			case now.operation == "CreateFunctionVersion":
				<-req.Context().Done()
				ended.Add(1)
				return nil, req.Context().Err()
			}
			return send()
		}
		began := time.Now()
		result, err := a.deploy(t.Context(), t, r)
		var failure *client.Error
		require.ErrorAs(t, err, &failure)
		assert.Equal(t, http.StatusRequestEntityTooLarge, failure.StatusCode)
		var at *deployer.StepError
		require.ErrorAs(t, err, &at)
		assert.Equal(t, deployer.StepUpload, at.Step)
		assert.Regexp(t, `^assets/`, at.Name, "the file")
		assert.NotContains(t, err.Error(), "context canceled")
		assert.EqualValues(t, 3, ended.Load(), "the Functions")
		assert.Zero(t, a.wire.count("CreateVariable"), "there is no Build that would need it")
		assert.Equal(t, time.Second, time.Since(began))
		assert.Len(t, result.Assets, 1)
		assert.Empty(t, result.BuildSID)
		assert.Zero(t, a.wire.count("CreateBuild"))
	})
}

// A conflict on the first try is no lost answer but the work of another client.
func TestApply_conflict(t *testing.T) {
	t.Parallel()
	scenarios[0].run(t, func(t *testing.T, a *account, r deployer.Request) {
		d := a.deployer(t, nil)
		plan, err := d.Plan(t.Context(), r)
		require.NoError(t, err)
		_, err = a.direct.CreateService(t.Context(),
			serverless.CreateServiceRequest{UniqueName: "shop", FriendlyName: "mine"})
		require.NoError(t, err)
		result, err := d.Apply(t.Context(), plan)
		require.ErrorIs(t, err, client.ErrConflict)
		assert.ErrorContains(t, err, "service shop: CreateService (POST /v1/Services): status 409")
		assert.Empty(t, result.ServiceSID)
		assert.Equal(t, 1, a.wire.count("CreateService"))
	})
}

// replaced is an answer with another text in its body.
func replaced(resp *http.Response, old, new string) *http.Response {
	body, _ := io.ReadAll(resp.Body)
	text := strings.ReplaceAll(string(body), old, new)
	resp.Body, resp.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
	resp.Header.Del("Content-Length")
	return resp
}
