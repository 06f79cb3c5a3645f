package cli

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// screen is what a terminal would show of what was written to it: the lines that stay, and the one with the cursor.
func screen(written string) []string {
	lines := []string{""}
	for _, part := range strings.SplitAfter(written, "\n") {
		if i := strings.LastIndex(part, clearLine); i >= 0 {
			part = part[i+len(clearLine):]
			lines[len(lines)-1] = ""
		}
		line, ended := strings.CutSuffix(part, "\n")
		lines[len(lines)-1] += line
		if ended {
			lines = append(lines, "")
		}
	}
	return lines
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func noEnvironment(string) string { return "" }

func TestStatusLine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out lockedBuffer
		var width atomic.Int64
		width.Store(30)
		env := &Env{Stderr: &out, Getenv: noEnvironment, Columns: func() int { return int(width.Load()) }}
		line := newStatusLine(env)
		began := time.Now()
		line.start(func(int) string {
			return fmt.Sprintf("since %s, and so on and so on", time.Since(began))
		})
		time.Sleep(250 * time.Millisecond)
		synctest.Wait()
		assert.Equal(t, []string{"since 200ms, and so on and so"}, screen(out.String()), "cut to the terminal")
		fmt.Fprintln(line, "a line above")
		assert.Equal(t, []string{"a line above", "since 250ms, and so on and so"}, screen(out.String()))
		width.Store(0)
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		assert.Equal(t, "since 300ms, and so on and so on", screen(out.String())[1], "a terminal that does not tell is wide enough")
		line.start(func(int) string { return "another" })
		line.stop()
		line.stop()
		assert.Equal(t, []string{"a line above", ""}, screen(out.String()))
		fmt.Fprintln(line, "the end")
		assert.Equal(t, []string{"a line above", "the end", ""}, screen(out.String()))
		(*statusLine)(nil).start(nil)
		(*statusLine)(nil).stop()
	})
}

func TestNewStatusLine(t *testing.T) {
	t.Parallel()
	wide := func() int { return 80 }
	for name, test := range map[string]struct {
		columns func() int
		env     map[string]string
		want    bool
	}{
		"a terminal":                   {wide, nil, true},
		"one that does not tell":       {func() int { return 0 }, nil, true},
		"without colours":              {wide, map[string]string{"NO_COLOR": "1"}, true},
		"none":                         {func() int { return -1 }, nil, false},
		"unknown":                      {nil, nil, false},
		"one in CI":                    {wide, map[string]string{"CI": "true"}, false},
		"one without cursor movements": {wide, map[string]string{"TERM": "dumb"}, false},
	} {
		env := &Env{Columns: test.columns, Getenv: func(name string) string { return test.env[name] }}
		assert.Equal(t, test.want, newStatusLine(env) != nil, name)
	}
}

func TestPaint(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	assert.Equal(t, "text", paint(&out, red, "text"))
	assert.Equal(t, "text", paint(&paintable{Writer: &out}, red, "text"))
	assert.Equal(t, "\x1b[31mtext\x1b[0m", paint(&paintable{Writer: &out, colours: true}, red, "text"))
	for env, want := range map[string]bool{"": true, "NO_COLOR": false, "TERM": false} {
		assert.Equal(t, want, wantsColours(func(name string) string {
			if name == env {
				return "dumb"
			}
			return ""
		}), env)
	}
}

func TestPhase_text(t *testing.T) {
	t.Parallel()
	began := time.Unix(0, 0)
	p := &phase{what: "uploading", began: began, done: 3, total: 10, bytes: 2_000_000}
	now := began.Add(1500 * time.Millisecond)
	assert.Equal(t, "[#####---------------]  uploading  3/10 files  500.0 kB of 2.0 MB  1.5s", p.text(500_000, now, 79))
	assert.Equal(t, "uploading  3/10 files  500.0 kB of 2.0 MB  1.5s", p.text(500_000, now, 59), "no room for a bar")
	assert.Equal(t, "[####################]  uploading  3/10 files  2.0 MB of 2.0 MB  1.5s", p.text(3_000_000, now, 79), "sent twice")
	assert.Equal(t, "building ZB  1.5s", (&phase{what: "building ZB", began: began}).text(5, now, 79))
}

// A deploy on a terminal leaves a line for all uploads, where a log has one for each.
func TestProgress_terminal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out lockedBuffer
		env := &Env{Stderr: &out, Getenv: noEnvironment, Columns: func() int { return 100 }}
		env.dress(&bytes.Buffer{})
		p := newProgress(env, nil)
		plan := &deployer.Plan{Assets: []deployer.PlannedFile{
			{Action: deployer.ActionCreate, Size: 1000}, {Action: deployer.ActionUpdate, Size: 1000}, {Action: deployer.ActionKeep, Size: 9000},
		}}
		p.applying(plan)
		p.read.Add(500)
		p.event(deployer.Event{Step: deployer.StepService, Action: deployer.ActionCreate, Name: "hello"})
		p.event(deployer.Event{Step: deployer.StepUpload, Name: "/a", Done: 1, Total: 2})
		time.Sleep(redraw)
		synctest.Wait()
		assert.Equal(t, []string{"   0.00s  service      + hello", "[#####---------------]  uploading  1/2 files  500 B of 2.0 kB  0.1s"}, screen(out.String()))
		p.event(deployer.Event{Step: deployer.StepUpload, Name: "/b", Done: 2, Total: 2, Elapsed: time.Second})
		p.event(deployer.Event{Step: deployer.StepBuild, SID: "ZB1", Status: "building"})
		time.Sleep(redraw)
		synctest.Wait()
		fmt.Fprintln(env.Stderr, "a finding of --check")
		p.event(deployer.Event{Step: deployer.StepBuild, SID: "ZB1", Status: "building"})
		assert.Equal(t, []string{
			"   0.00s  service      + hello", "   1.00s  upload       2 files, 2.0 kB", "   0.00s  build        ZB1 building", "a finding of --check",
			"building ZB1  0.1s",
		}, screen(out.String()))
		p.end()
		assert.Empty(t, screen(out.String())[4])
	})
}

func TestCounting(t *testing.T) {
	t.Parallel()
	var p progress
	tree := counting(fstest.MapFS{"functions/a.js": {Data: []byte("12345")}}, &p.read)
	bundle, err := deployer.ReadBundle(tree)
	require.NoError(t, err)
	require.Len(t, bundle.Functions, 1)
	assert.Zero(t, p.read.Load())
	f, err := bundle.Functions[0].Open()
	require.NoError(t, err)
	var b bytes.Buffer
	_, err = b.ReadFrom(f)
	require.NoError(t, err)
	require.NoError(t, f.Close())
	assert.Equal(t, "12345", b.String())
}

// Whatever writes to standard error at once, each line arrives whole. A bytes.Buffer makes the race detector see it where it does not.
func TestDress_oneWriterAtATime(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	env := &Env{Stdout: io.Discard, Stderr: &out, Getenv: noEnvironment}
	env.dress(env.Stdout)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			for range 50 {
				fmt.Fprintf(env.Stderr, "line of writer %d, and its end\n", i)
			}
		})
	}
	all.Wait()
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	require.Len(t, lines, 1000)
	for _, line := range lines {
		require.Regexp(t, `^line of writer \d+, and its end$`, line)
	}
}
