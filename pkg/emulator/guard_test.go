package emulator

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A stream of HTTP/2 ends without its connection: waiting for the rest of a body would only keep the answer back.
func TestReceive_drainsConnectionsAlone(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		major  int
		served bool
		want   bool
	}{{1, true, true}, {2, true, false}, {1, false, false}} {
		ctx := t.Context()
		if tt.served {
			ctx = context.WithValue(ctx, http.ServerContextKey, new(http.Server))
		}
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/", strings.NewReader("body"))
		r.ProtoMajor = tt.major
		_, body := receive(r)
		assert.Equal(t, tt.want, body != nil, tt)
	}
}
