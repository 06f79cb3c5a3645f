package emulator

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A client that reads only after it has written everything gets the answer that was
// given long before, and not a reset.
func TestUnwantedBody_isReadToItsEnd(t *testing.T) {
	t.Parallel()
	a := newAPI(t, &Options{Faults: []Fault{{Operation: "CreateFunction", Status: 503, Times: FaultAlways}}})
	service := a.service("big")
	versions := a.asset(service, "a") + "/Versions"
	address := badServer(t, a)
	const size = 40 << 20
	head := func(auth, path string) string {
		return "POST " + path + " HTTP/1.1\r\nHost: x\r\n" + auth + "Content-Type: multipart/form-data; boundary=b\r\n"
	}
	block := strings.Repeat("x", 1<<20)
	for name, tc := range map[string]struct {
		head   string
		status int
	}{
		"announced":           {head(basicAuth, versions), 413},
		"without credentials": {head("", versions), 401},
		"not found":           {head(basicAuth, service+"/Nothing"), 404},
		"a form":              {head(basicAuth, "/v1/Services"), 413},
		"a fault":             {head(basicAuth, service+"/Functions"), 503},
	} {
		for _, chunked := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s chunked=%v", name, chunked), func(t *testing.T) {
				t.Parallel()
				conn, err := net.Dial("tcp", address)
				require.NoError(t, err)
				defer conn.Close()
				require.NoError(t, conn.SetDeadline(time.Now().Add(5*time.Minute)))
				w := bufio.NewWriter(conn)
				if chunked {
					_, _ = io.WriteString(w, tc.head+"Transfer-Encoding: chunked\r\n\r\n")
				} else {
					fmt.Fprintf(w, "%sContent-Length: %d\r\n\r\n", tc.head, size)
				}
				for range size / len(block) {
					if chunked {
						_, err = fmt.Fprintf(w, "%x\r\n%s\r\n", len(block), block)
					} else {
						_, err = io.WriteString(w, block)
					}
					require.NoError(t, err)
				}
				if chunked {
					_, _ = io.WriteString(w, "0\r\n\r\n")
				}
				require.NoError(t, w.Flush())
				got := readAnswer(t, conn)
				if chunked && tc.status == 413 {
					// The length was not known; what was sent is no multipart body either.
					assert.Contains(t, []int{400, 413}, got.status)
					return
				}
				assert.Equal(t, tc.status, got.status, got.raw)
			})
		}
	}
}

// A client that asks first is refused before it has sent anything, and never told to
// go on; one that is welcome is.
func TestExpectContinue(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	versions := a.asset(a.service("asks"), "a") + "/Versions"
	address := badServer(t, a)
	body := formPart("Path", "/x") + formPart("Visibility", "public") + formPart("Content", "x") + "--b--\r\n"
	for _, tc := range []struct {
		length int
		first  string
	}{{30 << 20, "HTTP/1.1 413 "}, {len(body), "HTTP/1.1 100 "}} {
		conn, err := net.Dial("tcp", address)
		require.NoError(t, err)
		defer conn.Close()
		require.NoError(t, conn.SetDeadline(time.Now().Add(5*time.Minute)))
		_, err = io.WriteString(conn, request("POST", versions,
			fmt.Sprintf("Content-Type: multipart/form-data; boundary=b\r\nExpect: 100-continue\r\n"+
				"Content-Length: %d\r\n",
				tc.length), ""))
		require.NoError(t, err)
		r := bufio.NewReader(conn)
		line, err := r.ReadString('\n')
		require.NoError(t, err)
		assert.Contains(t, line, tc.first)
		if strings.Contains(line, " 100 ") {
			_, err = io.WriteString(conn, body)
			require.NoError(t, err)
			_, err = r.ReadString('\n') // the empty line after the 100
			require.NoError(t, err)
			res, err := http.ReadResponse(r, nil)
			require.NoError(t, err)
			require.NoError(t, res.Body.Close())
			assert.Equal(t, 201, res.StatusCode)
		}
	}
}
