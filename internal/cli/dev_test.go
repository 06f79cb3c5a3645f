package cli

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func writeFiles(t *testing.T, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range files {
		at := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(at), 0o700))
		require.NoError(t, os.WriteFile(at, []byte(text), 0o600))
	}
	return dir
}

func needNode(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("there is no Node.js")
	}
}

func fetch(t *testing.T, url string, header ...string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
	require.NoError(t, err)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, string(body)
}

// Behind a tunnel Twilio signs the address of the tunnel, with the AUTH_TOKEN of .env, with or without the port.
func TestDev_signaturesBehindATunnel(t *testing.T) {
	t.Parallel()
	needNode(t)
	const token = "the token of the env file"
	dir := writeFiles(t, map[string]string{
		"package.json": `{"name": "shop"}`, ".env": "ACCOUNT_SID=AC" + strings.Repeat("a", 32) + "\nAUTH_TOKEN=" +
			token +
			"\n",
		"functions/sms.protected.js": "exports.handler = (context, event, callback) => callback(null, " +
			"context.DOMAIN_NAME + ' ' + event.Body);",
	})
	sign := func(address, token string) string {
		mac := hmac.New(sha1.New, []byte(token))
		mac.Write([]byte(address))
		return base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	with := runs(t, "dev", dir, "--port", "0", "--deps", "none", "--public-url", "https://shop.ngrok.example", "-o",
		"json")["url"].(string)
	without := runs(t, "dev", dir, "--port", "0", "--deps", "none", "-o", "json")["url"].(string)
	for _, c := range []struct {
		what, base, signed, token string
		header                    []string
		status                    int
		body                      string
	}{
		{"the address of the tunnel", with, "https://shop.ngrok.example/sms?Body=hi", token, nil, 200,
			"shop.ngrok.example hi"},
		{"with its port", with, "https://shop.ngrok.example:443/sms?Body=hi", token, nil, 200, ""},
		{"another host", with, "https://other.example/sms?Body=hi", token, nil, 403, ""},
		{"another token", with, "https://shop.ngrok.example/sms?Body=hi", "another", nil, 403, ""},
		{"another query", with, "https://shop.ngrok.example/sms?Body=ho", token, nil, 403, ""},
		{"what a tunnel forwards", without, "https://name.example/sms?Body=hi", token,
			[]string{"X-Forwarded-Host", "name.example", "X-Forwarded-Proto", "https"}, 200, ""},
		{"a tunnel that keeps the host", without, strings.Replace(without, "http:", "https:", 1) + "/sms?Body=hi",
			token,
			[]string{"X-Forwarded-Proto", "https"}, 200, ""},
		{"a chain of proxies", without, "https://name.example/sms?Body=hi", token,
			[]string{"X-Forwarded-Host", "name.example, inner.example", "X-Forwarded-Proto", "HTTPS, http"}, 200, ""},
		{"a host without a protocol", without, "https://name.example/sms?Body=hi", token,
			[]string{"X-Forwarded-Host", "name.example"}, 200, ""},
		{"a tunnel without TLS", without, "http://name.example/sms?Body=hi", token,
			[]string{"X-Forwarded-Host", "name.example", "X-Forwarded-Proto", "http"}, 200, ""},
		{"a host that forwards and another token", without, "https://name.example/sms?Body=hi", "another",
			[]string{"X-Forwarded-Host", "name.example", "X-Forwarded-Proto", "https"}, 403, ""},
		{"the inner host of a chain", without, "https://inner.example/sms?Body=hi", token,
			[]string{"X-Forwarded-Host", "name.example, inner.example", "X-Forwarded-Proto", "https"}, 403, ""},
		{"no tunnel", without, without + "/sms?Body=hi", token, nil, 200,
			strings.TrimPrefix(without, "http://") + " hi"},
	} {
		status, body := fetch(t, c.base+"/sms?Body=hi", append([]string{"X-Twilio-Signature", sign(c.signed, c.token)},
			c.header...)...)
		assert.Equal(t, c.status, status, "%s: %s", c.what, body)
		if c.body != "" {
			assert.Equal(t, c.body, body, c.what)
		}
	}
}

// A changed dependency and a changed package.json count at the next request; packages of the
// project are used when they fit.
func TestDev_packages(t *testing.T) {
	t.Parallel()
	needNode(t)
	dir := writeFiles(t, map[string]string{
		"package.json":                  `{"name": "shop", "dependencies": {"pad": "^1.0.0"}}`,
		"node_modules/pad/package.json": `{"name": "pad", "version": "1.4.0"}`,
		"node_modules/pad/index.js":     "module.exports = 'pad of the project';",
		"functions/pad.js": "exports.handler = (context, event, callback) => callback(null, " +
			"require('pad'));",
	})
	url := runs(t, "dev", dir, "--port", "0", "--deps", "none", "-o", "json")["url"].(string)
	status, body := fetch(t, url+"/pad")
	require.Equal(t, 200, status, body)
	assert.Equal(t, "pad of the project", body)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "package.json"),
		[]byte(`{"name": "shop", "dependencies": {"pad": "^2.0.0"}}`), 0o600))
	assert.Eventually(t, func() bool {
		status, body = fetch(t, url+"/pad")
		return status == 500
	}, 5*time.Minute, 20*time.Millisecond, "what is there does not fit")
	assert.Contains(t, body, "Cannot find module 'pad'")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "node_modules/pad/package.json"),
		[]byte(`{"name": "pad", "version": "2.0.1"}`), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "package.json"),
		[]byte(`{"name": "shop", "dependencies": {"pad": "~2.0.0"}}`), 0o600))
	assert.Eventually(t, func() bool { status, _ = fetch(t, url+"/pad"); return status == 200 }, 5*time.Minute,
		20*time.Millisecond)
}

// What changes in node_modules, by npm or by hand, counts without a save and without a restart: another content, another
// main file, a package that is a folder elsewhere. A Function that has loaded nothing of it keeps its state until then.
func TestDev_packagesChange(t *testing.T) {
	t.Parallel()
	needNode(t)
	dir := writeFiles(t, map[string]string{
		"shop/package.json":                  `{"name": "shop", "dependencies": {"pad": "^1.0.0"}}`,
		"shop/node_modules/pad/package.json": `{"name": "pad", "version": "1.4.0"}`,
		"shop/node_modules/pad/index.js":     "module.exports = 'first ' + require('linked');",
		"linked/index.js":                    "module.exports = 'linked';",
		"shop/functions/pad.js": "let n = 0;\nexports.handler = (context, event, callback) => " +
			"callback(null, `${require('pad')} ${++n}`);",
	})
	shop := filepath.Join(dir, "shop")
	require.NoError(t, os.Symlink(filepath.Join(dir, "linked"), filepath.Join(shop, "node_modules", "linked")))
	url := runs(t, "dev", shop, "--port", "0", "--deps", "none", "-o", "json")["url"].(string)
	answers := func(want string) {
		t.Helper()
		var body string
		assert.Eventually(t, func() bool { _, body = fetch(t, url+"/pad"); return strings.HasPrefix(body, want+" ") },
			5*time.Minute, 20*time.Millisecond, "want %s", want)
	}
	change := func(name, content string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(content), 0o600))
	}
	answers("first linked")
	_, body := fetch(t, url+"/pad")
	assert.NotEqual(t, "first linked 1", body, "nothing has changed: the state is kept")
	change("shop/node_modules/pad/index.js", "module.exports = 'second ' + require('linked');")
	answers("second linked")
	change("linked/index.js", "module.exports = 'elsewhere';")
	answers("second elsewhere")
	change("shop/node_modules/pad/other.js", "module.exports = 'other ' + require('linked');")
	change("shop/node_modules/pad/package.json", `{"name": "pad", "version": "1.4.1", "main": "other.js"}`)
	answers("other elsewhere")
}

// A browser gets a page with the place of the error, escaped; a program gets JSON.
func TestDev_page(t *testing.T) {
	t.Parallel()
	needNode(t)
	dir := writeFiles(t, map[string]string{
		"package.json": `{"name": "shop"}`,
		"functions/throw.js": "exports.handler = () => {\n  const nothing = undefined;\n" +
			"  throw new Error('<script>alert(1)</script> ' + nothing.field);\n};\n",
	})
	url := runs(t, "dev", dir, "--port", "0", "--deps", "none", "-o", "json")["url"].(string)
	status, page := fetch(t, url+"/throw", "Accept", "text/html,*/*")
	assert.Equal(t, 500, status)
	assert.Contains(t, page, "&gt;    3 |   throw new Error(&#39;&lt;script&gt;alert(1)&lt;/script&gt; &#39; &#43; "+
		"nothing.field);")
	assert.Contains(t, page, filepath.Join(dir, "functions", "throw.js")+":3:")
	assert.NotContains(t, page, "<script>")
	status, text := fetch(t, url+"/throw")
	assert.Equal(t, 500, status)
	assert.True(t, json.Valid([]byte(text)), text)
}

// A debugger attaches to the process that runs Functions, finds them under the names of the
// project's files, and may take its time.
func TestDev_inspect(t *testing.T) {
	t.Parallel()
	needNode(t)
	dir := writeFiles(t, map[string]string{
		"package.json": `{"name": "shop"}`,
		"functions/hello.js": "exports.handler = (context, event, callback) => {\n" +
			"  const answer = 'stopped ' + event.n;\n  callback(null, answer);\n};\n",
	})
	address := freeAddress(t)
	ready := runs(t, "dev", dir, "--port", "0", "--deps", "none", "--inspect="+address, "-o", "json")
	assert.Equal(t, address, ready["inspect"])
	url := ready["url"].(string)
	_, body := fetch(t, url+"/hello?n=0")
	require.Equal(t, "stopped 0", body)

	file := "file://" + filepath.ToSlash(filepath.Join(dir, "functions", "hello.js"))
	stopsAt(t, address, url+"/hello?n=1", file, 2, "stopped 1")
}

// With TypeScript the debugger gets the script under the name of the source, with a map to its lines.
func TestDev_inspectTypeScript(t *testing.T) {
	t.Parallel()
	needNode(t)
	dir := writeFiles(t, map[string]string{
		"package.json": `{"name": "shop"}`, "lib/word.ts": "export type T = string;\n\nexport const word = (): T => 'stopped';\n",
		"functions/deep/hello.ts": "import { word } from '../../lib/word';\n\ntype E = { n: string };\n" +
			"export const handler = (context: unknown, event: E, callback: Function) => {\n" +
			"  const answer = `${word()} ${event.n}`;\n  callback(null, answer);\n};\n",
	})
	address := freeAddress(t)
	url := runs(t, "dev", dir, "--port", "0", "--deps", "none", "--inspect="+address, "-o", "json")["url"].(string)
	_, body := fetch(t, url+"/deep/hello?n=0")
	require.Equal(t, "stopped 0", body)
	real, err := filepath.EvalSymlinks(dir)
	require.NoError(t, err)
	file := "file://" + filepath.ToSlash(filepath.Join(real, "functions", "deep", "hello.ts"))

	d := attach(t, address)
	d.send("Debugger.enable", nil)
	var script map[string]any
	d.until("Debugger.scriptParsed", func(m map[string]any) bool { script = m; return m["url"] == file })
	const inline = "data:application/json;base64,"
	require.Contains(t, script["sourceMapURL"], inline)
	text, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(script["sourceMapURL"].(string), inline))
	require.NoError(t, err)
	var sources struct {
		SourceRoot string
		Sources    []string
	}
	require.NoError(t, json.Unmarshal(text, &sources))
	var names []string
	for _, name := range sources.Sources {
		names = append(names, sources.SourceRoot+name)
	}
	assert.ElementsMatch(t, []string{file, "file://" + filepath.ToSlash(filepath.Join(real, "lib", "word.ts"))}, names)
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, l.Close()) }()
	return l.Addr().String()
}

// stopsAt sets a breakpoint, and sees a request stop there until it is resumed.
func stopsAt(t *testing.T, address, url, file string, line int, answer string) {
	t.Helper()
	d := attach(t, address)
	d.send("Debugger.enable", nil)
	d.until("Debugger.scriptParsed", func(m map[string]any) bool { return m["url"] == file })
	d.send("Debugger.setBreakpointByUrl", map[string]any{"url": file, "lineNumber": line})
	d.answered()
	answered := make(chan string, 1)
	go func() {
		res, err := http.Get(url)
		if err != nil {
			answered <- err.Error()
			return
		}
		defer res.Body.Close()
		text, _ := io.ReadAll(res.Body)
		answered <- string(text)
	}()
	d.until("Debugger.paused", func(m map[string]any) bool { return len(m["hitBreakpoints"].([]any)) == 1 })
	select {
	case text := <-answered:
		require.Fail(t, "it has not stopped", text)
	case <-time.After(50 * time.Millisecond):
	}
	d.send("Debugger.resume", nil)
	assert.Equal(t, answer, <-answered)
}

// debugger speaks the protocol of Node's inspector over a WebSocket.
type debugger struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
	id   int
}

func attach(t *testing.T, address string) *debugger {
	t.Helper()
	_, text := fetch(t, "http://"+address+"/json/list")
	var targets []struct {
		URL string `json:"webSocketDebuggerUrl"`
	}
	require.NoError(t, json.Unmarshal([]byte(text), &targets))
	require.Len(t, targets, 1)
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(time.Minute))
	path := strings.TrimPrefix(targets[0].URL, "ws://"+address)
	_, err = fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n", path, address)
	require.NoError(t, err)
	d := &debugger{t: t, conn: conn, in: bufio.NewReader(conn)}
	res, err := http.ReadResponse(d.in, nil)
	require.NoError(t, err)
	require.Equal(t, 101, res.StatusCode)
	return d
}

func (d *debugger) send(method string, params any) {
	d.id++
	text, err := json.Marshal(map[string]any{"id": d.id, "method": method, "params": params})
	require.NoError(d.t, err)
	// masked with zeroes
	frame := append([]byte{0x81, 0x80 | 126, byte(len(text) >> 8), byte(len(text)), 0, 0, 0, 0}, text...)
	_, err = d.conn.Write(frame)
	require.NoError(d.t, err)
}

// until reads messages until one is the event.
func (d *debugger) until(method string, right func(params map[string]any) bool) {
	d.t.Helper()
	for {
		if m := d.message(method); m.Method == method && right(m.Params) {
			return
		}
	}
}

// answered reads messages until one answers the last request.
func (d *debugger) answered() {
	d.t.Helper()
	for {
		if m := d.message("answer"); m.ID == d.id {
			return
		}
	}
}

type debugMessage struct {
	ID     int
	Method string
	Params map[string]any
}

func (d *debugger) message(awaited string) (m debugMessage) {
	d.t.Helper()
	var head [2]byte
	_, err := io.ReadFull(d.in, head[:])
	require.NoError(d.t, err, "no %s", awaited)
	size := int(head[1])
	switch size {
	case 126:
		var long uint16
		require.NoError(d.t, binary.Read(d.in, binary.BigEndian, &long))
		size = int(long)
	case 127:
		var long uint64
		require.NoError(d.t, binary.Read(d.in, binary.BigEndian, &long))
		size = int(long)
	}
	text := make([]byte, size)
	_, err = io.ReadFull(d.in, text)
	require.NoError(d.t, err)
	require.NoError(d.t, json.Unmarshal(text, &m))
	return m
}
